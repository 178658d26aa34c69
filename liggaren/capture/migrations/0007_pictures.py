"""Pictures of items as bytes, and who has opened them."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('capture', '0006_by_sender'),
        ('vault', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MediaFile',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField(help_text='place among what the version names')),
                ('url', models.TextField()),
                ('alt', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('kept', 'Sparad'), ('too_large', 'För stor för att sparas'), ('unreachable', 'Gick inte att hämta'), ('refused_kind', 'Är inte en bild av ett slag som sparas'), ('gone', 'Fanns inte kvar när den skulle hämtas'), ('purged', 'Omedelbart förstörd')], max_length=12)),
                ('tries', models.PositiveSmallIntegerField(default=1)),
                ('tried_at', models.DateTimeField()),
                ('media_type', models.CharField(blank=True, max_length=40)),
                ('width', models.PositiveIntegerField(null=True)),
                ('height', models.PositiveIntegerField(null=True)),
                ('size', models.PositiveIntegerField(default=0, help_text='bytes')),
                ('seen_at', models.DateTimeField(help_text='when the bytes were fetched', null=True)),
                ('entry_id', models.BigIntegerField()),
                ('blob', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vault.blob')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='media_files', to='capture.item')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='media_files', to='capture.version')),
            ],
        ),
        migrations.CreateModel(
            name='MediaOpening',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('entry_id', models.BigIntegerField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='capture.mediafile')),
            ],
        ),
        migrations.AddIndex(
            model_name='mediafile',
            index=django.contrib.postgres.indexes.HashIndex(condition=models.Q(('state', 'kept')), fields=['url'], name='capture_media_url'),
        ),
        migrations.AddIndex(
            model_name='mediafile',
            index=models.Index(condition=models.Q(('state', 'unreachable')), fields=['tried_at'], name='capture_media_again'),
        ),
        migrations.AddConstraint(
            model_name='mediafile',
            constraint=models.UniqueConstraint(fields=('version', 'position'), name='capture_media_once'),
        ),
        migrations.AddConstraint(
            model_name='mediafile',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['kept', 'too_large', 'unreachable', 'refused_kind', 'gone', 'purged'])), name='capture_media_state'),
        ),
        migrations.AddConstraint(
            model_name='mediafile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('blob__isnull', False), ('state', 'kept')), models.Q(('state', 'kept'), _negated=True), _connector='OR'), name='capture_media_kept_has_bytes'),
        ),
        migrations.AddIndex(
            model_name='mediaopening',
            index=models.Index(fields=['by', 'file'], name='capture_media_opened'),
        ),
    ]
