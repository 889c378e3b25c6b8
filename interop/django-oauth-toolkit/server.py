"""The server under test: django-oauth-toolkit in a project of one file, on loopback, with six applications and eight users.

Whatever is not set in OAUTH2_PROVIDER is the library's default: that is what is judged.
REUSE_PROTECTION=1 in the environment turns on the one setting that RFC 9700 asks for and the default leaves off.
"""

import os
from pathlib import Path

import django
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

STATE = Path(os.environ["STATE"])  # an empty folder, for the database

SIGN_IN = '<form method="post">{% csrf_token %}{{ form }}<button>Sign in</button></form>'


def signing_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


settings.configure(
    SECRET_KEY=os.urandom(32).hex(),
    ALLOWED_HOSTS=["127.0.0.1"],  # the passwords are no secrets: never listen elsewhere
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    LOGIN_URL="/accounts/login/",
    LOGGING={
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"console": {"class": "logging.StreamHandler"}},
        "loggers": {"django.request": {"handlers": ["console"], "level": "ERROR"}},
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"sign-in.html": SIGN_IN}),
                    "django.template.loaders.app_directories.Loader",
                ],
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": STATE / "db.sqlite3",
            # As Django's documentation advises against "database is locked": a transaction takes the lock when it begins.
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"},
        }
    },
    # Django's advice for tests: the usual hasher is slow on purpose, and every request here hashes.
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": signing_key(),
        "SCOPES": {"openid": "OpenID Connect", "read": "Read", "write": "Write"},
        "OAUTH_DEVICE_VERIFICATION_URI": f"http://127.0.0.1:{os.environ['PORT']}/o/device/",
        "REFRESH_TOKEN_REUSE_PROTECTION": os.environ.get("REUSE_PROTECTION") == "1",
    },
)
django.setup()

# Only now: both need the settings.
import admin  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from oauth2_provider.urls import metadata_urlpatterns  # noqa: E402

urlpatterns = [
    path("accounts/login/", LoginView.as_view(template_name="sign-in.html")),
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("", include(admin.urlpatterns)),
    path("", include((metadata_urlpatterns, "oauth2_metadata"))),
]

application = get_wsgi_application()


def fill():
    """Makes the database: applications, users and tables."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from oauth2_provider.models import get_application_model

    call_command("migrate", verbosity=0)
    for n in range(1, 9):
        get_user_model().objects.create_user(f"user{n:02}", password=f"password-of-user{n:02}")
    model = get_application_model()

    def application_of(client_id, secret="", grant=model.GRANT_PASSWORD):
        model.objects.create(
            client_id=client_id,
            client_secret=secret,
            client_type=model.CLIENT_CONFIDENTIAL if secret else model.CLIENT_PUBLIC,
            authorization_grant_type=grant,
            name=client_id,
            algorithm=model.RS256_ALGORITHM,
        )

    for client_id in ("confidential", "second", "basic"):
        application_of(client_id, f"secret-of-{client_id}")
    application_of("public")
    application_of("device", grant=model.GRANT_DEVICE_CODE)


if __name__ == "__main__":
    fill()
