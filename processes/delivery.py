"""Where notices go: a log line, a mail, or an HTTP request. Each bears the notice's id, so a repeat is recognised."""

from dataclasses import dataclass
from email.message import EmailMessage
from hashlib import sha256
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import aiosmtplib
import httpx
import structlog

from texts import Lang
from texts.locales import JAKARTA
from wiring.settings import Settings

log = structlog.get_logger()

TIMEOUT_S = 15.0


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person to notify, with the name and contacts that the vault has, their language and their time."""

    person: str
    name: str | None = None
    email: str | None = None
    lang: Lang = "id"
    zone: ZoneInfo = JAKARTA


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice in words, to everybody to whom it says the same."""

    lang: Lang
    subject: str
    text: str
    logged: str
    """The text as a log may hold it: with people's ids in place of their names, and nothing confidential."""
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A notice as letters; none if it concerns nobody any more."""

    notice_id: UUID
    event: str
    stream: str
    version: int
    letters: tuple[Letter, ...]


class Sink(Protocol):
    """Delivers messages. Raises when one couldn't be delivered; it will be tried again."""

    async def send(self, message: Message) -> None:
        """Deliver one message."""


class LogSink:
    """One log line for each letter, with opaque ids only."""

    async def send(self, message: Message) -> None:
        for letter in message.letters:
            to = [recipient.person for recipient in letter.recipients]
            log.info("notice", notice_id=str(message.notice_id), stream=message.stream, to=to, text=letter.logged)


class MailSink:
    """One mail for each letter, its recipients in the envelope only, so that none sees the others."""

    def __init__(self, url: str, sender: str) -> None:
        self._server = urlsplit(url)
        self._sender = sender

    async def send(self, message: Message) -> None:
        reached = [(letter, [each.email for each in letter.recipients if each.email]) for letter in message.letters]
        if not any(addresses for _, addresses in reached):
            log.warning("nobody has an address for a notice", notice_id=str(message.notice_id))
        for letter, addresses in reached:
            if addresses:
                await self._send(message, letter, addresses)

    async def _send(self, message: Message, letter: Letter, addresses: list[str]) -> None:
        server = self._server
        try:
            refused, _ = await aiosmtplib.send(
                mail(message, letter, self._sender),
                sender=self._sender,
                recipients=addresses,
                hostname=server.hostname,
                port=server.port,
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=server.scheme == "smtps",
                timeout=TIMEOUT_S,
            )
        except (aiosmtplib.SMTPRecipientsRefused, aiosmtplib.SMTPResponseException) as error:
            first = error.recipients[0] if isinstance(error, aiosmtplib.SMTPRecipientsRefused) else error
            raise OSError(f"the mail server answered {first.code}") from None  # its words may hold addresses
        if refused:
            log.warning("addresses refused", notice_id=str(message.notice_id), refused=len(refused))


class WebhookSink:
    """One POST with JSON for each message; any 2xx answer means that it was delivered."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def send(self, message: Message) -> None:
        headers = {"Idempotency-Key": str(message.notice_id)}
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
            answer = await client.post(self._url, json=document(message), headers=headers)
        if not answer.is_success:
            raise OSError(f"the webhook answered {answer.status_code}")  # not with its URL, which may hold a secret


def sink_of(settings: Settings) -> Sink:
    """The sink that the settings name."""
    if settings.notice_sink == "smtp":
        assert settings.notice_smtp_url is not None
        assert settings.notice_from is not None
        return MailSink(settings.notice_smtp_url.get_secret_value(), settings.notice_from)
    if settings.notice_sink == "webhook":
        assert settings.notice_webhook_url is not None
        return WebhookSink(settings.notice_webhook_url.get_secret_value())
    return LogSink()


def mail(message: Message, letter: Letter, sender: str) -> EmailMessage:
    """A letter as a mail. Sent again, the same letter of the same notice bears the same id."""
    which = sha256(letter.text.encode()).hexdigest()[:12]
    result = EmailMessage()
    result["From"] = sender
    result["To"] = "undisclosed-recipients:;"
    result["Subject"] = f"[Jejak] {letter.subject}"
    result["Message-ID"] = f"<{message.notice_id}.{which}@{sender.rpartition('@')[2].rstrip('>')}>"
    result["Auto-Submitted"] = "auto-generated"
    result.set_content(f"{letter.text}\n\n-- \n{message.stream} v{message.version}\n")
    result["Content-Language"] = letter.lang
    return result


def document(message: Message) -> dict[str, object]:
    """The message as JSON."""
    return {
        "notice_id": str(message.notice_id),
        "event": message.event,
        "stream": message.stream,
        "version": message.version,
        "letters": [
            {
                "lang": letter.lang,
                "subject": letter.subject,
                "text": letter.text,
                "recipients": [
                    {"person": each.person, "name": each.name, "email": each.email} for each in letter.recipients
                ],
            }
            for letter in message.letters
        ],
    }
