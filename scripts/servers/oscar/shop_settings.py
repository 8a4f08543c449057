"""Django settings of the sample shop: django-oscar as it comes, with its API, on SQLite.

`VOICECART_SHOP_DIR` names the folder with the shop's database and its secret. With
`VOICECART_SHOP_DATABASE=plain` requests are not transactions, as in a shop that nobody has tuned.
"""

import os
from pathlib import Path

from oscar.defaults import *  # noqa: F403

SHOP_DIR = Path(os.environ["VOICECART_SHOP_DIR"])
SECRET_KEY = (SHOP_DIR / "secret").read_text()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "shop_urls"
SITE_ID = 1
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = str(SHOP_DIR / "media")

_OSCAR_APPS = """
    analytics checkout address shipping catalogue catalogue.reviews communication partner basket payment
    offer order customer search voucher wishlists dashboard dashboard.reports dashboard.users
    dashboard.orders dashboard.catalogue dashboard.offers dashboard.partners dashboard.pages
    dashboard.ranges dashboard.reviews dashboard.vouchers dashboard.communications dashboard.shipping
"""


def _config(app: str) -> str:
    """The dotted AppConfig of one of Oscar's apps; there is no ready list of them."""
    parent, _, child = app.rpartition(".")
    suffix = "Dashboard" if parent == "dashboard" else ""
    prefix = "Catalogue" if parent == "catalogue" else ""
    return f"oscar.apps.{app}.apps.{prefix}{child.title()}{suffix}Config"


INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "oscar.config.Shop",
    *(_config(app) for app in _OSCAR_APPS.split()),
    "widget_tweaks",
    "haystack",
    "treebeard",
    "django_tables2",
    "rest_framework",
    "oscarapi",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.flatpages.middleware.FlatpageFallbackMiddleware",
    "oscar.apps.basket.middleware.BasketMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form",
                "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(SHOP_DIR / "db.sqlite3"),
        "ATOMIC_REQUESTS": True,
        # IMMEDIATE: writers queue at the start of a request instead of failing in the middle of it.
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
    }
}
if os.environ.get("VOICECART_SHOP_DATABASE") == "plain":  # as Django does it unless told otherwise
    DATABASES["default"] |= {"ATOMIC_REQUESTS": False, "OPTIONS": {"timeout": 20}}
AUTHENTICATION_BACKENDS = [
    "oscar.apps.customer.auth_backends.EmailBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# The password is public and the shop is on loopback: a slow hash would only slow down every test's login.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

OSCAR_SHOP_NAME = "voicecart sample shop"
OSCAR_DEFAULT_CURRENCY = os.environ.get("VOICECART_SHOP_CURRENCY", "USD")
OSCAR_INITIAL_ORDER_STATUS = OSCARAPI_INITIAL_ORDER_STATUS = "new"
OSCAR_ORDER_STATUS_PIPELINE = {
    "new": ("shipped", "cancelled"),
    "shipped": ("delivered",),
    "delivered": (),
    "cancelled": (),
}
