"""What the two tables hold: columns, limits, reasons to drop a row, and how to mend each.

`items` needs id and title; `events` needs user, item and at. Any other column of the items rides
along into the bundle; other columns of the events are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass

ITEM_COLUMNS = ("id", "title", "description", "category", "type", "brand", "price", "image", "link")
ITEM_REQUIRED = ("id", "title")
EVENT_COLUMNS = ("user", "item", "at", "kind", "visit")
EVENT_REQUIRED = ("user", "item", "at")

# What other systems call a column, to suggest a rename; never applied silently.
ALIASES: dict[str, tuple[str, ...]] = {
    "id": (
        "item_id",
        "itemid",
        "item",
        "product_id",
        "productid",
        "sku",
        "variant sku",
        "parent_asin",
        "asin",
        "handle",
        "url handle",
        "movieid",
        "movie_id",
        "item_id:token",
        "g:id",
    ),
    "title": (
        "name",
        "item_name",
        "product_name",
        "product_title",
        "product name",
        "label",
        "g:title",
        "title:token_seq",
    ),
    "user": (
        "user_id",
        "userid",
        "customer",
        "customer_id",
        "customerid",
        "client_id",
        "household_id",
        "visitor_id",
        "visitorid",
        "user_pseudo_id",
        "reviewerid",
        "user_id:token",
        "usertoken",
    ),
    "item": (
        "item_id",
        "itemid",
        "product",
        "product_id",
        "productid",
        "sku",
        "parent_asin",
        "asin",
        "objectid",
        "movieid",
        "movie_id",
        "item_id:token",
        "id",
    ),
    "at": (
        "timestamp",
        "time",
        "date",
        "datetime",
        "event_time",
        "event_timestamp",
        "created_at",
        "transaction_timestamp",
        "unixreviewtime",
        "timestamp:float",
        "eventtime",
        "ts",
        "when",
    ),
}

MAX_ID = 200
MAX_TITLE = 1_000
MAX_FIELD = 20_000
# Where a CSV field grows beyond this, a quotation mark was opened and never closed.
MAX_CSV_FIELD = 1_048_576

EARLIEST = 631_152_000  # 1990-01-01, seconds
NO_VALUE = frozenset({"", "null", "none", "nan", "undefined", "(not set)", "n/a"})
# Not a wish for the item: as `musicrec.data.kinds` compares them, without accents and the like.
NEGATIVE_KINDS: dict[str, tuple[str, ...]] = {
    "English": (
        *("refund", "refunded", "return", "returned", "chargeback", "void", "voided"),
        *("cancel", "cancelled", "canceled", "cancellation", "cancelation"),
        *("remove_from_cart", "removed_from_cart", "remove", "removed", "dislike", "disliked"),
    ),
    "German": (
        *("storno", "storniert", "stornierung", "widerruf", "widerrufen", "abgebrochen"),
        *("retoure", "retourniert", "rücksendung", "ruecksendung", "rückgabe", "rueckgabe"),
        *("erstattung", "erstattet", "rückerstattung", "rueckerstattung", "gutschrift"),
    ),
    "French": (
        *("annulé", "annulée", "annulation", "retour", "retourné", "retournée"),
        *("remboursé", "remboursée", "remboursement"),
    ),
    "Spanish": (
        *("cancelado", "cancelada", "cancelación", "anulado", "anulada", "anulación"),
        *("devolución", "devuelto", "devuelta", "reembolso", "reembolsado", "reembolsada"),
    ),
    "Italian": ("annullato", "annullamento", "reso", "restituito", "rimborso", "rimborsato"),
    "Dutch": ("geannuleerd", "annulering", "geretourneerd", "terugbetaling", "terugbetaald"),
    "Portuguese": ("cancelamento", "devolução", "devolvido", "estorno", "estornado"),
    "Polish": ("anulowano", "anulowane", "anulowanie", "zwrot", "zwrócono"),
}
# A column of this name would be a key of a JavaScript object.
FORBIDDEN_COLUMNS = frozenset({"__proto__", "constructor", "prototype"})


@dataclass(frozen=True)
class Reason:
    """Why a row is dropped, in words, and what mends it."""

    text: str
    fix: str


REASONS: dict[str, Reason] = {
    "fields": Reason(
        "wrong number of fields",
        "quote fields that hold the separator or a line break",
    ),
    "quoting": Reason(
        "broken quoting",
        'write a quotation mark inside a quoted field twice: ""',
    ),
    "json": Reason("not a JSON object", "write one object a line: {…}"),
    "no_id": Reason("no id", "give every item an id"),
    "no_title": Reason("blank title", "give every item a title: it is shown and encoded"),
    "duplicate_id": Reason(
        "id seen before",
        "keep one row an item (variants: one row for all of them)",
    ),
    "too_long": Reason(
        "a field is too long",
        f"ids end at {MAX_ID}, titles at {MAX_TITLE}, other fields at {MAX_FIELD} characters",
    ),
    "no_user": Reason("no user", "leave out events of nobody, or give them a visitor's ID"),
    "no_item": Reason("no item", "leave out events without an item"),
    "unknown_item": Reason(
        "item not in the catalogue",
        "add the item, or map the events' IDs to the catalogue's",
    ),
    "time": Reason(
        "time not readable",
        "write ISO 8601 (2024-03-01T17:05:00Z) or a Unix time, or say in shop.yaml how times are "
        'written, such as time_format: "%d.%m.%Y %H:%M"',
    ),
    "time_format": Reason(
        "time not in the time_format of shop.yaml", "mend the row's time, or the time_format"
    ),
    "too_early": Reason("time before 1990", "a missing time often reads as 1970: leave it out"),
    "future": Reason("time in the future", "check the unit (s, ms, µs) and the clock"),
    "negative_kind": Reason("a refund or removal", "nothing to mend: they are not learned from"),
}
