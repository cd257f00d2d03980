"""A browser without a window: it keeps cookies, says where it comes from, and follows nobody by itself."""

from urllib.parse import urlsplit

from httpx import AsyncClient, Response

from console.visit import SESSION


class Browser:
    """One browser on the pages at an address."""

    def __init__(self, client: AsyncClient, address: str) -> None:
        self._client = client
        self.address = address
        self.cookies: dict[str, str] = {}

    async def get(self, path: str) -> Response:
        """Go to a page, as from the address bar."""
        return self._kept(await self._client.get(self._at(path), headers={"Cookie": self._cookie}))

    async def post(self, path: str, **data: str) -> Response:
        """Send a form of these pages."""
        headers = {"Cookie": self._cookie, "Sec-Fetch-Site": "same-origin"}
        return self._kept(await self._client.post(self._at(path), data=data, headers=headers))

    async def sent_away(self, after: str = "/tugas") -> str:
        """Set out to sign in; where the provider sends the browser back to."""
        away = await self.get(f"/masuk/penyedia?lanjut={after}")
        assert away.status_code == 303, away.text
        back = await self._client.get(away.headers["location"])
        assert back.status_code == 302, back.text
        return str(back.headers["location"])

    async def sign_in(self, after: str = "/tugas") -> Response:
        """Sign in by the provider; the answer to who comes back."""
        return await self.get(await self.sent_away(after))

    @property
    def session(self) -> str | None:
        """The session's token."""
        return self.cookies.get(SESSION)

    @property
    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _at(self, path: str) -> str:
        if path.startswith("/"):
            return self.address + path
        assert path.startswith(self.address), path
        return self.address + path.removeprefix(self.address) if urlsplit(path).netloc else path

    def _kept(self, answer: Response) -> Response:
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer
