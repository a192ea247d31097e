"""Update masks: which fields of a stored product a patch replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType

from google.protobuf.field_mask_pb2 import FieldMask

from service.errors import InvalidArgument
from service.limits import MAX_LIST_VALUES
from service.rpc.fields import batch, text
from service.types import Product

_NESTED = MappingProxyType(
    {
        "audience": {"genders": "genders", "age_groups": "age_groups"},
        "color_info": {"color_families": "color_families", "colors": "colors"},
        "price_info": {
            "price": "price",
            "original_price": "original_price",
            "cost": "cost",
            "currency_code": "currency_code",
        },
        "rating": {"average": "rating_average", "count": "rating_count"},
    }
)
_TIMES = MappingProxyType({"available_time": "available_time_ms", "expire_time": "expire_time_ms"})
_FIXED = frozenset({"id", "source_version"})


def _paths() -> Mapping[str, tuple[str, ...]]:
    renamed = {name for inner in _NESTED.values() for name in inner.values()} | set(_TIMES.values()) | _FIXED
    paths: dict[str, tuple[str, ...]] = {
        field.name: (field.name,) for field in fields(Product) if field.name not in renamed
    }
    paths |= {path: (name,) for path, name in _TIMES.items()}
    for outer, inner in _NESTED.items():
        paths[outer] = tuple(inner.values())
        paths |= {f"{outer}.{path}": (name,) for path, name in inner.items()}
    return MappingProxyType(paths)


PATHS = _paths()


def parse_mask(mask: FieldMask) -> tuple[str, ...]:
    """Return the names of Product's fields that 1 to 64 proto paths stand for, each once.

    Raises InvalidArgument for an empty mask and for a path that no patch may name.
    """
    batch(mask.paths, "update_mask", MAX_LIST_VALUES)
    names: dict[str, None] = {}
    for i, path in enumerate(mask.paths):
        known = PATHS.get(text(path, f"update_mask.paths[{i}]"))
        if known is None:
            raise InvalidArgument(f"update_mask.paths[{i}]", "is not a field of Product that can be patched")
        names.update(dict.fromkeys(known))
    return tuple(names)
