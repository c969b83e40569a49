"""Where a failed run is told: a chat's webhook, a mailbox, both or none, as the environment says.

| variable | meaning |
|---|---|
| AMUR_ALERT_WEBHOOK | address that takes `{"text": …}` by POST: Slack, Mattermost, Rocket.Chat, Discord's `…/slack` |
| AMUR_ALERT_SMTP | mail server, `host` or `host:port` (25 if not said) |
| AMUR_ALERT_FROM, AMUR_ALERT_TO | sender, and recipients (comma between them) |
| AMUR_ALERT_USER, AMUR_ALERT_PASSWORD | login, if the server asks for one; it is sent over TLS only |

An address of a webhook is a secret as much as a password: neither is ever part of a message.
"""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from email.message import EmailMessage

_TIMEOUT_SECONDS = 15
_MAIL = ("AMUR_ALERT_SMTP", "AMUR_ALERT_FROM", "AMUR_ALERT_TO")


def configured(environment: Mapping[str, str]) -> bool:
    """Whether a failure is told anywhere."""
    return bool(environment.get("AMUR_ALERT_WEBHOOK")) or all(environment.get(name) for name in _MAIL)


def send(subject: str, body: str, environment: Mapping[str, str]) -> list[str]:
    """Send it to each place that is configured; what went wrong, in words that hold no secret, or [] if nothing did."""
    failures = []
    if environment.get("AMUR_ALERT_WEBHOOK"):
        failures += _attempt("webhook", lambda: _post(environment["AMUR_ALERT_WEBHOOK"], f"{subject}\n{body}"))
    if all(environment.get(name) for name in _MAIL):
        failures += _attempt("mail", lambda: _mail(subject, body, environment))
    return failures


def _attempt(place: str, deliver: Callable[[], None]) -> list[str]:
    try:
        deliver()
    except urllib.error.HTTPError as error:
        return [f"{place}: HTTP {error.code}"]
    except smtplib.SMTPResponseException as error:
        return [f"{place}: SMTP {error.smtp_code}"]
    except Exception as error:  # its words may hold the address, so only its type is told
        return [f"{place}: {type(error).__name__}"]
    return []


def _post(address: str, text: str) -> None:
    request = urllib.request.Request(
        address, json.dumps({"text": text}).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS):
        pass


def _mail(subject: str, body: str, environment: Mapping[str, str]) -> None:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = (
        subject,
        environment["AMUR_ALERT_FROM"],
        environment["AMUR_ALERT_TO"],
    )
    message.set_content(body)
    host, _, port = environment["AMUR_ALERT_SMTP"].partition(":")
    with smtplib.SMTP(host, int(port or 25), timeout=_TIMEOUT_SECONDS) as server:
        if user := environment.get("AMUR_ALERT_USER"):
            server.starttls(context=ssl.create_default_context())
            server.login(user, environment.get("AMUR_ALERT_PASSWORD", ""))
        server.send_message(message)
