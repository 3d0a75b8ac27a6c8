"""Writes the seeds corpus/png and corpus/jpeg. Needs Pillow:  python3 make_image_corpus.py"""

import io
import pathlib
import struct

from PIL import Image

HERE = pathlib.Path(__file__).parent / "corpus"


def exif(orientation):
    return (b"II" + struct.pack("<HI", 42, 8) + struct.pack("<H", 1)
            + struct.pack("<HHIHH", 274, 3, 1, orientation, 0) + struct.pack("<I", 0))


def picture(mode, width=11, height=9):
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            image.putpixel((x, y), (20 * x, 25 * y, 10 * (x + y)))
    return image.convert(mode)


def save(folder, name, image, prefix=b"", **options):
    buffer = io.BytesIO()
    image.save(buffer, folder, **options)
    (HERE / folder / name).write_bytes(prefix + buffer.getvalue())


for name in ("png", "jpeg"):
    (HERE / name).mkdir(parents=True, exist_ok=True)
for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
    image = picture("L").convert("I").point(lambda v: v * 257).convert(mode) if mode == "I;16" else picture(mode)
    save("png", mode.lower().replace(";", "_"), image, prefix=b"c")
save("png", "palette_transparent", picture("P"), prefix=b"c", transparency=3)
save("png", "turned", picture("RGB"), exif=exif(6))
(HERE / "png" / "frame").write_bytes(b"f" + bytes([4, 3, 3, 4, 1, 0, 0, 0]) + bytes(range(90)))

save("jpeg", "grey", picture("L"), quality=60)
save("jpeg", "colour", picture("RGB"), quality=60)
save("jpeg", "subsampled", picture("RGB", 20, 18), quality=60, subsampling=2)
save("jpeg", "progressive", picture("RGB", 20, 18), quality=60, progressive=True)
save("jpeg", "cmyk", picture("CMYK"), quality=60)
save("jpeg", "turned", picture("RGB"), quality=60, exif=b"Exif\0\0" + exif(8))
save("jpeg", "optimized", picture("RGB", 40, 18), quality=60, optimize=True)
