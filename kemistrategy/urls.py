"""Where everything is: Finnish at /, Swedish under /sv/, English under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from .gallery import gallery
from .organisation.admin import administration
from .views import favicon, healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("favicon.ico", favicon, name="favicon"),
    *i18n_patterns(
        path("", include("reporting.urls")),
        path("", include("goals.urls")),
        path("", include("measures.urls")),
        path("", include("kemistrategy.organisation.urls")),
        path("tili/", include("allauth.account.urls")),
        path("hallinta/", administration.urls),
        prefix_default_language=False,
    ),
]

if not settings.PRODUCTION:
    urlpatterns += i18n_patterns(path("galleria/", gallery, name="gallery"), prefix_default_language=False)
