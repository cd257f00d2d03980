"""The register of agencies in tests: the committed table, and some more of the tests' own."""

from functools import cache
from pathlib import Path

from domain.agencies import Register, parse_agencies
from domain.streams import AGENCIES

ROOT = Path(__file__).parents[1]
UNIVERSITIES = "".join(f"universitas-{name},Universitas {name.upper()},perguruan_tinggi,,,,,\n" for name in "abcdefz")
UNITS = """\
disdukcapil-surakarta,Dinas Kependudukan dan Pencatatan Sipil Kota Surakarta,unit,kota-surakarta,,,,
upt-surakarta,Unit Layanan Kartu Anak,unit,disdukcapil-surakarta,,,,
dinkes-bandung,Dinas Kesehatan Kota Bandung,unit,kota-bandung,,,,
imigrasi-surakarta,Kantor Imigrasi Surakarta,unit,kemenimipas,wl7wd4tw6,,,
"""
PANRB = "Kementerian Pendayagunaan Aparatur Negara dan Reformasi Birokrasi"
"""What that table calls `kemenpanrb`."""

TABLE = (ROOT / "reference/agencies.csv").read_text(encoding="utf-8") + UNIVERSITIES + UNITS


@cache
def register() -> Register:
    """The register as that table has it."""
    return Register(AGENCIES, 1, agencies=parse_agencies(TABLE))
