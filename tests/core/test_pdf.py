from core import pdf


def test_style_sheets_are_handed_over_as_style_sheets():
    got = pdf._fetcher().fetch("portal:static/css/print.css")
    assert got.content_type == "text/css"
