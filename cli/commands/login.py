"""Signing the command line in to servers elsewhere, and out again."""

from typing import Annotated

from cyclopts import Parameter

from cli import output
from cli.options import Common
from texts import text


async def login(
    *, device: Annotated[bool, Parameter(help="cli.option.device")] = False, options: Common = Common()
) -> None:
    """Sign in to the servers that JEJAK_URL names, by a browser here or elsewhere."""
    import webbrowser

    from cli.signing_in import by_browser, by_device, can_show_pages
    from wiring.credentials import keep_token, kept_token

    url, lang = _url(options), options.language
    kept_token(url)  # what can't be kept isn't asked for

    def show(address: str, code: str | None = None) -> None:
        output.note(text("cli.login.code" if code else "cli.login.open", lang, address=address, code=code))
        if code is None and can_show_pages():
            webbrowser.open(address)

    token = await (by_device(url, show) if device else by_browser(url, show, text("cli.login.close", lang)))
    keep_token(url, token)
    if options.as_json:
        output.print_json({"url": url})
    else:
        output.say(text("cli.logged_in", lang, url=url))


async def logout(*, options: Common = Common()) -> None:
    """Forget the token for the servers that JEJAK_URL names, here and there."""
    from cli.signing_in import revoke
    from wiring.credentials import keep_token, kept_token

    url = _url(options)
    token = kept_token(url)
    keep_token(url, None)
    if token is not None:
        await revoke(url, token)
    if options.as_json:
        output.print_json({"url": url, "was_signed_in": token is not None})
    else:
        output.say(text("cli.logged_out" if token else "cli.not_logged_in", options.language, url=url))


def _url(options: Common) -> str:
    from wiring.errors import BadRequest

    url = options.settings().url
    if url is None:
        raise BadRequest("url_needed")
    return url
