"""A hand on the keyboard: Tab to a field, type, arrow to a choice, save."""


def reach(page, name):
    """Tab on until the field `name` has the cursor."""
    for _ in range(120):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab on {page.url}")


def choose(page, name, value):
    """Arrow down a list until `value` is chosen."""
    reach(page, name)
    for _ in range(400):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not among the choices of {name}")


def write(page, name, text):
    reach(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def save(page):
    """Ctrl+Enter, and wait for the page that answers."""
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def first_choice(page, name):
    """The value of the first real choice of a list."""
    return page.evaluate(
        "name => [...document.getElementsByName(name)[0].options].find(o => o.value).value", name
    )
