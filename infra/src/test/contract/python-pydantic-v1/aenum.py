"""Stands in for aenum, which clients for pydantic 1 import and Debian doesn't have.

As there, the annotations of an enum's own methods may name the enum.
"""

import enum

__all__ = ["Enum", "no_arg"]

no_arg = object()


class _Namespace(enum._EnumDict):
    def __missing__(self, name):
        if name == self._cls_name:
            return name
        raise KeyError(name)


class _EnumType(enum.EnumMeta):
    @classmethod
    def __prepare__(metacls, name, bases, **keywords):
        namespace = super().__prepare__(name, bases, **keywords)
        namespace.__class__ = _Namespace
        return namespace


class Enum(enum.Enum, metaclass=_EnumType):
    pass
