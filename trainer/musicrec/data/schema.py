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

# What other systems and languages call a column, to suggest a rename; never applied silently.
# Compared by letters and digits alone: see `spelling.py`.
ALIASES: dict[str, tuple[str, ...]] = {
    "id": (
        *("item_id", "item", "product_id", "sku", "variant sku", "parent_asin", "asin", "handle"),
        *("url handle", "movie_id", "item_id:token", "g:id", "article_id", "product code"),
        *("artikelnummer", "artikelnr", "artnr", "artikel_id", "produkt_id", "produktnummer"),
        *("bestellnummer", "référence", "réf", "id_produit", "code_produit", "code_article"),
        *("id_producto", "referencia", "código", "codigo_producto", "id_articulo"),
    ),
    "title": (
        *("name", "item_name", "product_name", "product_title", "label", "g:title"),
        *("title:token_seq", "titel", "bezeichnung", "artikelbezeichnung", "produktbezeichnung"),
        *("artikelname", "produktname", "titre", "nom", "nom_produit", "désignation", "libellé"),
        *("título", "nombre", "nombre_producto", "denominación"),
    ),
    "description": (
        *("product_description", "body", "body (html)", "g:description"),
        *("beschreibung", "artikelbeschreibung", "produktbeschreibung", "langtext"),
        *("description_produit", "descripción"),
    ),
    "category": (
        *("categories", "product_category", "product_categories", "category_name"),
        *("google_product_category", "kategorie", "kategorien", "warengruppe", "produktkategorie"),
        *("catégorie", "catégories", "rayon", "categoría", "categorías"),
    ),
    "type": (
        *("product_type", "g:product_type", "produkttyp", "produktart", "artikelart"),
        *("type_produit", "type_de_produit", "tipo", "tipo_producto"),
    ),
    "brand": (
        *("vendor", "manufacturer", "brand_name", "g:brand", "marke", "hersteller"),
        *("marque", "fabricant", "marca", "fabricante"),
    ),
    "price": (
        *("sale_price", "unit_price", "regular_price", "variant price", "g:price"),
        *("preis", "verkaufspreis", "stückpreis", "bruttopreis", "vk", "vkpreis"),
        *("prix", "prix_ttc", "prix_unitaire", "precio", "precio_venta", "pvp"),
    ),
    "image": (
        *("image_link", "image_url", "image_src", "picture", "photo", "img", "g:image_link"),
        *("bild", "bild_url", "bilddatei", "foto", "imagen", "url_imagen", "lien_image"),
    ),
    "link": (*("url", "product_url", "g:link", "produktlink", "produkt_url", "lien", "enlace"),),
    "user": (
        *("user_id", "customer", "customer_id", "client_id", "household_id", "visitor_id"),
        *("user_pseudo_id", "reviewerid", "user_id:token", "usertoken", "customer_email"),
        *("kunde", "kundennummer", "kundennr", "kunden_id", "benutzer", "nutzer", "besucher"),
        *("client", "id_client", "numéro_client", "utilisateur", "cliente", "id_cliente"),
        *("usuario", "id_usuario"),
    ),
    "item": (
        *("item_id", "product", "product_id", "sku", "parent_asin", "asin", "objectid"),
        *("movie_id", "item_id:token", "id", "article_id", "product code"),
        *("artikel", "artikelnummer", "artikelnr", "artnr", "artikel_id", "produkt"),
        *("produkt_id", "produktnummer", "bestellnummer", "produit", "id_produit", "article"),
        *("référence", "code_produit", "code_article", "producto", "id_producto", "artículo"),
        *("referencia", "código", "codigo_producto"),
    ),
    "at": (
        *("timestamp", "time", "date", "datetime", "event_time", "event_timestamp"),
        *("created_at", "transaction_timestamp", "unixreviewtime", "timestamp:float", "ts"),
        *("when", "order_date", "purchase_date", "datum", "zeit", "zeitpunkt", "zeitstempel"),
        *("uhrzeit", "bestelldatum", "kaufdatum", "date_commande", "date_achat", "horodatage"),
        *("heure", "fecha", "fecha_pedido", "fecha_compra", "fecha_hora", "hora"),
    ),
    "kind": (
        *("event", "event_type", "event_name", "action", "status", "order_status", "art"),
        *("ereignis", "ereignisart", "vorgang", "vorgangsart", "aktion", "bestellstatus"),
        *("événement", "statut", "evento", "tipo_evento", "acción", "estado"),
    ),
    "visit": (
        *("session", "session_id", "visit_id", "order_id", "basket_id", "transaction_id"),
        *("sitzung", "besuch", "bestell_id", "auftragsnummer", "belegnummer", "bon"),
        *("id_commande", "panier", "sesión", "id_pedido", "pedido"),
    ),
}

MAX_ID = 200
MAX_TITLE = 1_000
MAX_FIELD = 20_000
# Where a CSV field grows beyond this, a quotation mark was opened and never closed.
MAX_CSV_FIELD = 1_048_576

EARLIEST = 631_152_000  # 1990-01-01, seconds
NO_VALUE = frozenset({"", "null", "none", "nan", "undefined", "(not set)", "n/a"})
# Not a wish for the item; compared in the same way.
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
