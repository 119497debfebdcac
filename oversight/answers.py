"""What is wrong with a unit's answers, and the answers of several units side by side."""

from collections import defaultdict

MISSING = "chưa trả lời"


def given(item, answer):
    """What the unit said to an item; None when it said nothing."""
    if answer is None:
        return None
    return answer.number if item.is_figure else answer.text.strip() or None


def missing(items, answers):
    """The items that must be answered and are not. `answers` is {item id: answer}."""
    return [item for item in items if item.required and given(item, answers.get(item.pk)) is None]


def flags(items, answers):
    """{item id: [what is wrong]} for one unit: what is missing, and figures that contradict each other or what the
    team found."""
    items, found = list(items), defaultdict(list)
    for item in missing(items, answers):
        found[item.pk].append(MISSING)
    for item in items:
        answer = answers.get(item.pk)
        if item.is_figure and answer and answer.found is not None and answer.number != answer.found:
            found[item.pk].append(f"Đoàn kiểm tra thấy {plain(answer.found)}")
    _flag_parts(items, answers, found)
    return dict(found)


def _flag_parts(items, answers, found):
    """Parts greater than their whole, and parts that do not make it up where they must."""
    parts = defaultdict(list)
    for item in items:
        if item.whole_id:
            parts[item.whole_id].append(item)
    for whole in items:
        total = given(whole, answers.get(whole.pk)) if parts[whole.pk] else None
        if total is None:
            continue
        numbers = [(part, given(part, answers.get(part.pk))) for part in parts[whole.pk]]
        for part, number in numbers:
            if number is not None and number > total:
                found[part.pk].append(f"lớn hơn câu {whole.position}")
        _flag_sum(whole, total, [number for _, number in numbers], found)


def _flag_sum(whole, total, numbers, found):
    if whole.adds_up and None not in numbers and sum(numbers) != total:
        found[whole.pk].append(f"các phần cộng lại là {plain(sum(numbers))}")


def plain(number):
    """A number as it is read: no empty decimals, a comma, dots between thousands."""
    if number is None:
        return ""
    whole, _, rest = f"{number:,.3f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def shown(item, answer):
    """An answer as text for a page or a cell."""
    value = given(item, answer)
    return plain(value) if item.is_figure else value or ""
