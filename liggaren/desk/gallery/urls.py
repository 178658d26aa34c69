from django.urls import path

from liggaren.desk.gallery import views

urlpatterns = [path("galleri/", views.gallery, name="gallery")]
