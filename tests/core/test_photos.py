"""A photo is kept without the place where it was taken, in its own quality and the right way up."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from core.models import Attachment
from core.photos import bare_jpeg, without_place
from tests.oversight import steps

TAKEN, SIDEWAYS = "2026:10:05 09:12:00", 6
GPS = {1: "N", 2: (20.0, 32.0, 1.5), 3: "E", 4: (105.0, 54.0, 2.5)}
XMP = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="20,32.1N"/></x:xmpmeta>'


def exif():
    made = Image.Exif()
    made[0x0112], made[0x0132], made[0x010F] = SIDEWAYS, TAKEN, "Phone of Lan"
    made.get_ifd(0x8769)[0x9003] = TAKEN
    made.get_ifd(0x8825).update(GPS)
    return made


def photo(kind="JPEG", **options):
    out = io.BytesIO()
    if kind == "PNG":
        told = PngImagePlugin.PngInfo()
        told.add_itxt("XML:com.adobe.xmp", XMP.decode())
        told.add_text("Location", "20.53N 105.9E")
        options["pnginfo"] = told
    else:
        options |= {"xmp": XMP, "comment": b"at 20.53N"}
    picture = Image.linear_gradient("L").convert("RGB")
    picture.save(out, kind, exif=exif(), **options)
    return out.getvalue()


def uploaded(content, name="anh.jpg"):
    return SimpleUploadedFile(name, content, "image/png" if name.endswith("png") else "image/jpeg")


def told(content):
    with Image.open(io.BytesIO(content)) as picture:
        found = picture.getexif()
        return {
            "place": dict(found.get_ifd(0x8825)),
            "way": found.get(0x0112),
            "at": found.get_ifd(0x8769).get(0x9003),
        }


def pixels(content):
    with Image.open(io.BytesIO(content)) as picture:
        return picture.convert("RGB").tobytes()


@pytest.mark.parametrize("kind, options", [("JPEG", {}), ("JPEG", {"progressive": True}), ("PNG", {})])
def test_the_place_goes_and_the_picture_stays(kind, options):
    content = photo(kind, **options)
    assert told(content)["place"] and b"GPSLatitude" in content
    bare = without_place(uploaded(content, f"anh.{kind.lower().replace('jpeg', 'jpg')}")).read()
    assert told(bare) == {"place": {}, "way": SIDEWAYS, "at": TAKEN}
    assert pixels(bare) == pixels(content)
    for word in (b"GPS", b"20.53N", b"Phone of Lan", b"xmpmeta"):
        assert word not in bare, word


def test_what_a_phone_appends_to_a_photo_goes_too():
    content = photo()
    assert bare_jpeg(content + content) == bare_jpeg(content)


def test_a_picture_without_notes_and_other_files_are_left_alone():
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    for file in (
        uploaded(out.getvalue(), "a.png"),
        uploaded(b"%PDF-1.7 x", "a.pdf"),
        uploaded(b"\xff\xd8\xff\xe0", "a.jpg"),
    ):
        assert without_place(file) is file


@pytest.mark.parametrize("cut", [3, 9, 40])
def test_a_broken_photo_is_kept_as_it_came(cut):
    content = photo()[:cut]
    assert without_place(uploaded(content)).read() == content


def test_an_uploaded_photo_is_kept_without_its_place(city, sign_in):
    visit, client = steps.visit_in(city, "planned"), sign_in("staff")
    url = reverse("core:upload", args=[visit.pk])
    client.post(url, {"files": uploaded(photo())})
    client.post(url, {"files": uploaded(photo()), "keep_place": "1"})
    first, second = (told(row.file.read()) for row in Attachment.objects.order_by("pk"))
    assert first["place"] == {} and first["way"] == SIDEWAYS
    assert second["place"], "asked for, the place stays"
    row = Attachment.objects.order_by("pk").first()
    assert row.size == row.file.size


def test_where_the_place_is_not_offered_it_is_never_kept(city, sign_in):
    made = steps.propose(city)
    sign_in("staff").post(
        reverse("core:upload", args=[made.pk]), {"files": uploaded(photo()), "keep_place": "1"}
    )
    assert told(Attachment.objects.get().file.read())["place"] == {}
