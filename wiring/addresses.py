"""Which addresses are on this machine, and which may be trusted with what is secret."""

import ipaddress
import os
from urllib.parse import parse_qs, urlsplit


def database_hosts(dsn: str) -> list[str]:
    """Every host or socket directory that a DSN names, wherever; PostgreSQL's local default where it names none.

    Drivers differ in which of several they take, so whoever asks where a server is gets all. A service's file may lead
    anywhere: its name stands for it.
    """
    address = urlsplit(dsn)
    query = parse_qs(address.query)
    _, at, behind = address.netloc.partition("@")
    named = [each for each in (behind if at else address.netloc, *query.get("host", [])) if each]
    hosts = ",".join(named or [os.environ.get("PGHOST", "")]).split(",")
    services = [*query.get("service", []), *filter(None, [os.environ.get("PGSERVICE")])]
    return [
        *(host if host.startswith("/") else urlsplit(f"//{host}").hostname or "localhost" for host in hosts),
        *(f"service={each}" for each in services),
    ]


def is_safe(url: str) -> bool:
    """Whether what is sent to an address is encrypted, or stays on this machine."""
    try:
        given = urlsplit(url)
    except ValueError:
        return False
    host = given.hostname or ""
    return bool(host) and (given.scheme == "https" or (given.scheme == "http" and is_local(host)))


def is_local(host: str) -> bool:
    """Whether `host` can only be this machine: a Unix socket, `localhost` or a loopback address."""
    if host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
