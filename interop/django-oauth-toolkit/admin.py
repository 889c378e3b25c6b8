"""What whoever runs the server does to it, by /admin/NAME on loopback: see ../admin. Each does what Django's and the library's documentation say."""

import os
import signal
from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.db.backends.signals import connection_created
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from oauth2_provider.models import get_access_token_model, get_application_model, revoke_access_token

BROKEN = Path(os.environ["STATE"]) / "broken"  # while it is there, nothing can be written


def refuse_writes(execute, sql, params, many, context):
    if BROKEN.exists() and sql.split(maxsplit=1)[0] in ("INSERT", "UPDATE", "DELETE"):
        raise DatabaseError("the store is broken on purpose")
    return execute(sql, params, many, context)


def watch_connection(connection, **_):
    if refuse_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_writes)


connection_created.connect(watch_connection)


def user(about):
    return get_user_model().objects.filter(username=about["username"])


def create_user(about):
    get_user_model().objects.create_user(about["username"], password=about["password"])


def change_password(about):
    one = user(about).get()
    one.set_password(about["password"])
    one.save()


def withdraw_consent(about):
    """The page "authorized tokens" of the library, for each token of the application."""
    for token in get_access_token_model().objects.filter(user=user(about).get(), application__client_id=about["client_id"]):
        revoke_access_token(token)


def create_application(about):
    model, secret = get_application_model(), os.urandom(24).hex()
    public = about["client_auth"] == "none"
    made = model.objects.create(
        client_secret=secret,
        client_type=model.CLIENT_PUBLIC if public else model.CLIENT_CONFIDENTIAL,
        authorization_grant_type=model.GRANT_PASSWORD,
        name=about["client_name"],
        algorithm=model.RS256_ALGORITHM,
    )
    return {"client_id": made.client_id, "client_secret": "" if public else secret}


HOOKS = {
    "create_user": create_user,
    "delete_user": lambda about: user(about).delete() and None,
    "disable_user": lambda about: user(about).update(is_active=False) and None,
    "enable_user": lambda about: user(about).update(is_active=True) and None,
    "change_password": change_password,
    "withdraw_consent": withdraw_consent,
    "create_application": create_application,
    "delete_application": lambda about: get_application_model().objects.filter(client_id=about["client_id"]).delete() and None,
    "break_store": lambda _: BROKEN.touch(),
    "mend_store": lambda _: BROKEN.unlink(missing_ok=True),
    # gunicorn begins a new process, and ends this one.
    "restart": lambda _: os.kill(os.getppid(), signal.SIGHUP),
}


@csrf_exempt
def administer(request, hook):
    if hook == "process":
        return HttpResponse(str(os.getpid()))
    return JsonResponse(HOOKS[hook](request.POST) or {})


urlpatterns = [path("admin/<str:hook>", administer)]
