import pytest

from credprovider.program.expiry import unix_seconds

NOW = 1_790_000_000.5


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1_790_003_600, 1_790_003_600),
        (1_790_003_600.9, 1_790_003_600),
        ("1790003600", 1_790_003_600),
        (3600, 1_790_003_600),
        ("3600", 1_790_003_600),
        (0.5, 1_790_000_001),
        (0, 1_790_000_000),
        (-1, 1_789_999_999),
        (999_999_999, 2_789_999_999),
        (1_000_000_000, 1_000_000_000),
        (99_999_999_999, 99_999_999_999),
        ("2030-12-31T23:59:59Z", 1_924_991_999),
        ("2030-12-31T23:59:59.999999999Z", 1_924_991_999),
        ("2030-12-31T15:59:59.5-08:00", 1_924_991_999),
        ("2030-12-31 23:59:59+00:00", 1_924_991_999),
        ("20301231T235959Z", 1_924_991_999),
        ("1969-12-31T23:59:59Z", -1),
    ],
)
def test_times_and_lifetimes(value: object, seconds: int) -> None:
    assert unix_seconds(value, NOW) == seconds


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (1_790_003_600_000, "it is in milliseconds"),
        ("1790003600000", "it is in milliseconds"),
        (1e300, "it is in milliseconds"),
        ("2030-12-31T23:59:59", "it does not say its time zone"),
        ("2030-12-31 23:59:59.000000", "it does not say its time zone"),
        ("2030-12-31", "it does not say its time zone"),
        ("2030-12-31 23:59:59 +0000 UTC", "it is not a time in the form of ISO 8601"),
        ("2030-13-31T23:59:59Z", "it is not a time"),
        ("soon", "it is not a time"),
        ("", "it is not a time"),
        ("-1", "it is not a time"),
        ("3600.5", "it is not a time"),
        ("\u0661\u0662", "it is not a time"),
        (None, "it is neither a time nor a number"),
        (True, "it is neither a time nor a number"),
        ([3600], "it is neither a time nor a number"),
        ({}, "it is neither a time nor a number"),
    ],
)
def test_what_is_neither(value: object, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        unix_seconds(value, NOW)
