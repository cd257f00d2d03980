"""Commands that take more than a few words: proposals, score sheets, decisions, reports, and any command at all."""

from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from cli import output, texts
from cli.app import app, command
from cli.asking import (
    DECISION_MAKERS,
    EVALUATORS,
    OPERATORS,
    PROPOSERS,
    REGIONS,
    InnovationArgument,
    RegionOption,
    ask,
    ask_adoption,
    innovation_id,
    officer_region,
    told,
    wish,
)
from cli.input.files import read_payload
from cli.input.pairs import nested, numbers, unique
from cli.options import Asking, connected
from domain.commands import PAYLOADS
from domain.commands.innovation import Decide, Propose, Recommendation, ReportCheck, Score
from domain.streams import innovation_stream
from service import commanding
from wiring.errors import BadRequest

FileArgument = Annotated[Path, Argument(metavar="FILE", help="YAML atau JSON / YAML or JSON")]
FileOption = Annotated[Path | None, Option("--file", metavar="FILE", help="YAML atau JSON / YAML or JSON")]


@command(app, "propose", PROPOSERS)
async def propose(options: Asking, file: FileArgument) -> int:
    """Usulkan inovasi dari berkas seperti examples/kartu-insentif-anak.yaml. / Propose an innovation from such a file.

    Setiap kekeliruan disebut dengan barisnya, dan tidak ada yang dikirim. / Every mistake is named with its line, and
    nothing is sent.
    """
    payload = read_payload(file, Propose, options.language)
    async with connected(options) as connections:
        innovation, outcome = await commanding.propose(connections, payload, wish(options))
    code = told(options, Propose.name, outcome, innovation=innovation)
    if code == 0 and not options.as_json:
        output.say(texts.told("proposed", options.language, innovation=innovation))
    return code


@command(app, "score", EVALUATORS)
async def score(
    options: Asking,
    innovation: InnovationArgument,
    sheet: Annotated[
        list[str] | None, Argument(metavar="ASPECT=SCORE...", help="Nilai 0–100 tiap aspek / 0–100 for each aspect")
    ] = None,
    recommend: Annotated[
        Recommendation | None, Option("--recommend", help="Saran keputusan / recommended decision")
    ] = None,
    file: FileOption = None,
) -> int:
    """Serahkan lembar penilaian lengkap; bersifat final. / Hand in a whole score sheet; it is final.

    Di baris perintah (novelty=90 …) atau berkas seperti examples/score.yaml. / On the command line or as such a file.
    """
    payload: dict[str, Any] = {}
    if sheet:
        payload["scores"] = [{"aspect": name, "score": value} for name, value in numbers(sheet, int, "novelty=90")]
    if recommend:
        payload["recommendation"] = recommend
    if file:
        payload = read_payload(file, Score, options.language, payload)
    if "scores" not in payload:
        raise BadRequest("nothing_given", example="novelty=90 …")
    return await ask(options, innovation, Score.name, payload)


@command(app, "decide", DECISION_MAKERS)
async def decide(
    options: Asking,
    innovation: InnovationArgument,
    choice: Annotated[Recommendation, Argument(metavar="CHOICE", help="Keputusannya / the decision")],
    file: Annotated[Path | None, Argument(metavar="[FILE]", help="Seperti / like examples/decision.yaml")] = None,
    adopters: Annotated[
        list[str] | None, Option("--adopter", metavar="CODE", help="Penerap, boleh berulang / an adopter; repeat it")
    ] = None,
    instrument: Annotated[str | None, Option(help="Nomor dasar hukum / the legal instrument's number")] = None,
    sector_owner: Annotated[str | None, Option(help="Pemilik sektor / sector owner")] = None,
    specification: Annotated[str | None, Option(help="Spesifikasi nasional / national specification")] = None,
    facilitator: Annotated[str | None, Option(help="Pendamping / facilitator")] = None,
    originator_migrates: Annotated[
        bool, Option("--originator-migrates", help="Pengusul ikut beralih / the originator moves over too")
    ] = False,
) -> int:
    """Ambil keputusan, dengan --reason; perluasan berlaku setelah disetujui orang kedua. / Decide, with --reason.

    scale_national · scale_regions · repeat_pilot · return · decline
    """
    given = {
        "adopters": adopters or None,
        "instrument": instrument,
        "sector_owner": sector_owner,
        "specification": specification,
        "facilitator": facilitator,
        "originator_migrates": originator_migrates or None,
    }
    payload = {name: value for name, value in given.items() if value is not None}
    if file:
        payload = read_payload(file, Decide, options.language, payload)
        if payload["choice"] != choice:
            raise BadRequest("two_choices", given=choice, found=payload["choice"])
    return await ask(options, innovation, Decide.name, payload | {"choice": choice})


@command(app, "report", REGIONS)
async def report(
    options: Asking,
    innovation: InnovationArgument,
    values: Annotated[list[str], Argument(metavar="INDICATOR=VALUE...", help="Capaian / measured values")],
    region: RegionOption = None,
    note: Annotated[str | None, Option(help="Catatan / a note")] = None,
) -> int:
    """Laporkan capaian uji coba daerah Anda: cakupan=12.5 … / Report what your region's pilot measured."""
    payload: dict[str, Any] = {"values": unique(numbers(values, Decimal, "cakupan=12.5"))}
    if note is not None:
        payload["note"] = note
    async with connected(options) as connections:
        payload["region"] = region if region is not None else await officer_region(connections, options)
        stream = innovation_stream(await innovation_id(connections, innovation))
        name = "report_measurement"
        return told(options, name, await commanding.ask(connections, stream, name, payload, wish(options)))


@command(app, "report-check", PROPOSERS)
async def report_check(
    options: Asking,
    innovation: InnovationArgument,
    file: FileArgument,
    region: Annotated[
        str | None, Option("--region", metavar="CODE", help="Untuk petugas daerah / for a regional officer")
    ] = None,
) -> int:
    """Jawab pemantauan keberlanjutan dari berkas seperti examples/check.yaml. / Answer a sustainability check."""
    over = None if region is None else {"region": region}
    return await ask(options, innovation, ReportCheck.name, read_payload(file, ReportCheck, options.language, over))


@command(app, "attach-evidence", OPERATORS)
async def attach_evidence(
    options: Asking,
    innovation: InnovationArgument,
    title: Annotated[str, Argument(metavar="TITLE", help="Judul / title")],
    document: Annotated[
        Path | None, Option("--document", help="Berkas yang sidiknya dicatat / file whose SHA-256 is recorded")
    ] = None,
    location: Annotated[str | None, Option(help="Tempat menyimpannya / where it is kept")] = None,
) -> int:
    """Lampirkan bukti dukung: judul, sidik SHA-256, dan tempatnya. / Attach evidence: title, SHA-256 and place."""
    payload = {"title": title}
    if document is not None:
        payload["sha256"] = digest(document)
    if location is not None:
        payload["location"] = location
    return await ask(options, innovation, "attach_evidence", payload)


@command(app, "submit", "Siapa saja / Anybody")
async def submit(
    options: Asking,
    innovation: InnovationArgument,
    name: Annotated[str, Argument(metavar="COMMAND", help="Misalnya / for example plan_waves")],
    fields: Annotated[
        list[str] | None, Option("--set", metavar="FIELD=VALUE", help="Satu isian / one field: a=1, a.b=2, a=[1, 2]")
    ] = None,
    file: FileOption = None,
    region: RegionOption = None,
) -> int:
    """Kirim perintah apa pun atas inovasi atau replikasinya. / Send any command about an innovation or its adoption."""
    type_name = name.replace("-", "_")
    payload: dict[str, Any] = nested(fields or [])
    form = PAYLOADS.get(type_name)
    if file and form:
        payload = read_payload(file, form, options.language, payload)
    if form is not None and form.scope == "adoption":
        return await ask_adoption(options, innovation, region, type_name, payload)
    if region is not None:
        payload.setdefault("region", region)
    return await ask(options, innovation, type_name, payload)


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hex.

    Raises:
        BadRequest: it can't be read.
    """
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BadRequest("unreadable_file", file=path, problem=error.strerror or error) from None
