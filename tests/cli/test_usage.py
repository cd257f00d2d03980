"""Arguments that can't be read are usage errors, in the reader's language, and nothing is sent."""

import pytest

from tests.cli.running import OPERATOR, POST, UNKNOWN, Cli


@pytest.mark.parametrize(
    "arguments",
    [
        ("frobnicate",),
        ("admit",),
        ("admit", UNKNOWN),
        ("admit", UNKNOWN, "--as", "Not An Id"),
        ("admit", UNKNOWN, "--frobnicate"),
        ("admit", UNKNOWN, "--command-id", "x"),
        ("admit", UNKNOWN, "--on-version", "-1"),
        ("admit", UNKNOWN, "--timeout", "0"),
        ("admit", UNKNOWN, *OPERATOR, "--lang", "fr"),
        ("list", "--stage", "nowhere"),
        ("list", "--limit", "0"),
        ("decide", UNKNOWN, "maybe"),
        ("submit", UNKNOWN, "note", "--set", "text", *OPERATOR),
        ("submit", UNKNOWN, "note", "--set", "text=[", *OPERATOR),
        ("submit", UNKNOWN, "note", "--set", "a=1", "--set", "a=2", *OPERATOR),
        ("submit", UNKNOWN, "note", "--set", "a=1", "--set", "a.b=2", *OPERATOR),
        ("suspend", UNKNOWN, "--reason", "\x1b[2Jsah", *OPERATOR),
        ("note", UNKNOWN, "lunas\u202e", *OPERATOR),
        ("people", "grant", "budi", "king", "--agency", "x", *POST),
        ("people", "grant", "budi", "operator", "--agency", "x", *POST, "--until", "besok", "--as", "administrator"),
        ("people", "grant", "budi", "operator", "--agency", "x", *POST, "--from", "", "--as", "administrator"),
        ("people", "grant", "budi", "operator", "--agency", "x", *POST, "--until", "", "--as", "administrator"),
        ("people", "end", "budi", "operator", "--at", "", "--reason", "x", "--as", "administrator"),
        ("reference", "publish", "weather", "x.csv", "--source", "x"),
    ],
)
@pytest.mark.usefixtures("nobody")
async def test_a_misused_command_says_what_is_wrong_and_what_to_do(cli: Cli, arguments: tuple[str, ...]) -> None:
    ran = await cli(*arguments, "--json")
    assert ran.code == 2
    assert ran.json["message"]
    assert ran.json["hint"]
    shown = await cli(*arguments)
    assert shown.out == ""
    assert ran.json["message"] in shown.err


async def test_an_empty_region_is_not_taken_for_the_officers_own(cli: Cli) -> None:
    innovation = await cli.in_pilot()
    nowhere = ("--region", "", "--as", "petugas-bandung")
    await cli.refused("unknown_region", "commit-adoption", innovation, *nowhere)
    await cli.refused("unknown_region", "submit", innovation, "commit_adoption", *nowhere)
    await cli.refused("unknown_region", "report", innovation, "cakupan=1", *nowhere)


@pytest.mark.parametrize(
    ("arguments", "indonesian", "english"),
    [
        (("admt",), "Mungkin maksud Anda “admit”", "Perhaps you mean “admit”"),
        (("x", "--lang=id"), "Tidak ada perintah “x”", "There is no command “x”"),
        (("people", "x"), "Tidak ada perintah “x”", "There is no command “x”"),
        (("list", "--limitt", "1"), "Mungkin maksud Anda --limit", "Perhaps you mean --limit"),
        (("admit",), "Argumen INNOVATION belum diisi", "The argument INNOVATION is missing"),
        (("assign-panel", UNKNOWN), "Argumen EVALUATOR belum diisi", "The argument EVALUATOR is missing"),
        (("abort-pilot", UNKNOWN), "Pilihan --region wajib diisi", "The option --region is required"),
        (("admit", UNKNOWN, "--as"), "Pilihan --as belum diberi nilai", "The option --as lacks a value"),
        (("list", "--timeout", "x"), "--timeout harus bilangan", "--timeout must be a number"),
        (("list", "--limit", "x"), "--limit harus bilangan bulat", "--limit must be a whole number"),
        (("list", "--limit", "0"), "--limit harus dari 1 sampai 1000", "--limit must be from 1 to 1000"),
        (("list", "--timeout", "0"), "--timeout sedikitnya 0,1", "--timeout must be at least 0.1"),
        (("admit", UNKNOWN, "--command-id", "x"), "--command-id harus UUID", "--command-id must be a UUID"),
        (("list", "x"), "“x” berlebih", "“x” is too much"),
        (("list", "--lang", "fr"), "“fr” tidak dikenal untuk --lang. Pilih id atau en", "Choose id or en"),
    ],
)
async def test_what_is_wrong_is_said_in_the_readers_language(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], indonesian: str, english: str
) -> None:
    for lang, said in (("id", indonesian), ("en", english)):
        monkeypatch.setenv("JEJAK_LANG", lang)
        ran = await cli.run(*(each for each in arguments if not each.startswith("--lang=")))
        assert (ran.code, ran.out) == (2, "")
        assert said in ran.err


async def test_an_option_given_again_counts_as_it_was_given_last(cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("note", innovation, "satu", "--as", "auditor", *OPERATOR)


async def test_a_reason_may_begin_with_a_hyphen(cli: Cli) -> None:
    innovation = await cli.proposed()
    await cli.done("return", innovation, "--reason", "- berkas belum lengkap", *OPERATOR)


async def test_arguments_that_are_no_text_are_a_usage_error(cli: Cli) -> None:
    ran = await cli("note", UNKNOWN, "\udcff", *OPERATOR, "--json")
    assert (ran.code, ran.json["code"]) == (2, "usage")
