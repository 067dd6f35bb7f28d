"""Work side by side comes out in order, and does not multiply when it is nested."""

import threading

import pytest

from nonesuch.parallel import in_order, threads_at_hand


def test_results_come_in_the_order_of_the_items() -> None:
    assert list(in_order(lambda item: item * item, range(40))) == [
        item * item for item in range(40)
    ]


def test_an_error_comes_out_where_the_result_would_have() -> None:
    results = in_order(lambda item: 1 / (item - 2), [0, 1, 2, 3])
    assert [next(results), next(results)] == [-0.5, -1.0]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_work_inside_of_work_stays_in_its_thread() -> None:
    def nested(item: int) -> tuple[int, set[int], list[int]]:
        inner = list(in_order(lambda one: (threading.get_ident(), one + item), [1, 2]))
        threads = {thread for thread, _ in inner}
        return threading.get_ident(), threads, [value for _, value in inner]

    outcomes = list(in_order(nested, range(12)))
    assert all(threads == {own} for own, threads, _ in outcomes)
    assert [values for _, _, values in outcomes] == [[i + 1, i + 2] for i in range(12)]
    assert len({own for own, _, _ in outcomes}) <= threads_at_hand()
