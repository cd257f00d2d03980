"""Pictures with few colours: a page has few, and a picture that says so takes a third of the bytes."""

import struct
import zlib
from base64 import b64decode, b64encode

from playwright.async_api import Page

COLOURS = 64

CHOOSE = """
async ([png, most]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const {data} = context.getImageData(0, 0, image.width, image.height);
  const counts = new Map(), places = new Map(), indices = new Uint8Array(data.length / 4);
  for (let i = 0; i < data.length; i += 4) {
    const colour = data[i] << 16 | data[i + 1] << 8 | data[i + 2];
    counts.set(colour, (counts.get(colour) || 0) + 1);
  }
  const colours = [...counts.entries()].sort((a, b) => b[1] - a[1]).slice(0, most).map(([colour]) => colour);
  const far = (a, b) => [16, 8, 0].reduce((sum, bit) => sum + ((a >> bit & 255) - (b >> bit & 255)) ** 2, 0);
  const nearer = (colour, a, b) => far(colours[b], colour) < far(colours[a], colour) ? b : a;
  const nearest = colour => colours.reduce((best, _, i) => nearer(colour, best, i), 0);
  for (const colour of counts.keys()) places.set(colour, nearest(colour));
  for (let i = 0; i < indices.length; i++)
    indices[i] = places.get(data[4 * i] << 16 | data[4 * i + 1] << 8 | data[4 * i + 2]);
  let text = "";
  for (let i = 0; i < indices.length; i += 32768) text += String.fromCharCode(...indices.subarray(i, i + 32768));
  return [image.width, image.height, colours, btoa(text)];
}
"""
"""In the browser, which reads pictures: the most frequent colours, and of each point the nearest of them."""


async def with_few_colours(png: bytes, blank: Page) -> bytes:
    """A picture with its most frequent colours alone; `blank` is an empty page that the browser counts on."""
    width, height, colours, packed = await blank.evaluate(CHOOSE, [b64encode(png).decode(), COLOURS])
    points = b64decode(packed)
    rows = b"".join(b"\0" + points[start : start + width] for start in range(0, len(points), width))
    palette = b"".join(colour.to_bytes(3, "big") for colour in colours)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(kind, data) for kind, data in parts)


def _part(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
