"""What the two books may differ in, and what not."""

import pytest
import same_but_replayed as same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("loss: 0.246, 0.1 sec/epoch", "loss: 0.246, 0.3 sec/epoch"),
        ("a loss of 0.2441", "a loss of 0.2442"),
        ("difference 1.2e-07 of 1,500", "difference 1.3e-07 of 1,500"),
        (
            "two epochs: mean",
            "two\nepochs (recorded with MXNet 1.9.1 on 2026-11-25): mean",
        ),
        ("Figure. Twelve", "Figure. Recorded with\nMXNet 1.9.1 on 2026-11-25. Twelve"),
    ],
)
def test_marks_times_and_last_digits_may_differ(one, other):
    """The two books may differ in marks, measured times and the last digits of numbers."""
    assert same.difference(one, other) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a loss of 0.2441", "a loss of 0.2443"),
        ("a loss of 0.2441", "a gain of 0.2441"),
        ("1.2e-07", "1.2e-06"),
        ("one more", "one"),
        ("of 1,500", "of 1,502"),
    ],
)
def test_nothing_else_may_differ(one, other):
    """Another word, another number, or a word more is a difference."""
    assert same.difference(one, other)


def test_books_are_compared_page_by_page(tmp_path):
    """A page that is in one book alone, or differs, ends the comparison with its name."""
    books = tmp_path / "one", tmp_path / "other"
    for book in books:
        book.mkdir()
    with pytest.raises(SystemExit, match="nothing to compare"):
        same.compare(*books)
    mark = " (recorded with MXNet 1.9.1 on 2026-11-25)"
    for book, text in zip(books, ("loss 1", f"loss 1{mark}"), strict=True):
        (book / "a.txt").write_text(text, encoding="utf-8")
    assert same.compare(*books) == "The books are the same: 1 pages, 1 marks."
    (books[0] / "b.txt").write_text("", encoding="utf-8")
    with pytest.raises(SystemExit, match="b.txt: is in one book alone"):
        same.compare(*books)
    (books[1] / "b.txt").write_text("more", encoding="utf-8")
    with pytest.raises(SystemExit, match="b.txt: one is longer"):
        same.compare(*books)
    for book in books:
        (book / "a.txt").write_text("", encoding="utf-8")
    (books[0] / "b.txt").write_text("more", encoding="utf-8")
    with pytest.raises(SystemExit, match="0 marks"):
        same.compare(*books)
