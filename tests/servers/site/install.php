<?php
// Makes the blog: tables, an editor with an application password, two posts, readable addresses. Prints JSON.
define('WP_INSTALLING', true);
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Badhusbloggen', 'redaktion', 'redaktion@blogg.example', true, '', 'inget-som-anvands');
switch_theme('plain');
update_option('blogdescription', 'Nytt från badhuset');
update_option('permalink_structure', '/%postname%/');
update_option('comment_moderation', 0);
update_option('comment_previously_approved', 0);
update_option('close_comments_for_old_posts', 0);
flush_rewrite_rules();
foreach (get_posts(['numberposts' => -1, 'post_type' => ['post', 'page'], 'post_status' => 'any']) as $post) {
    wp_delete_post($post->ID, true);
}
$user = get_user_by('login', 'redaktion');
[$password] = WP_Application_Passwords::create_new_application_password($user->ID, ['name' => 'Liggaren']);
$weak = wp_insert_user(['user_login' => 'lasare', 'user_pass' => wp_generate_password(), 'role' => 'subscriber']);
[$weak_password] = WP_Application_Passwords::create_new_application_password($weak, ['name' => 'Liggaren']);
echo json_encode(['token' => "redaktion:$password", 'weak_token' => "lasare:$weak_password"]);
