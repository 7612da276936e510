"""Many arrays handed to compiled code as one address.

A rule needs some of a world's twenty-odd arrays. Passed one by one they cost more than the rule;
as a Numba structure each access counts references, which costs more than all else in a day. A
bundle is a block of addresses and lengths that compiled code reads as attributes
(``world.parties[number]``) and that owns nothing: Python keeps the arrays alive (:class:`Bundle`)
and passes the block's address, a plain integer, which :func:`reader` turns into the bundle.

In a bundle's arrays (:class:`Rows`) rows are numbered from 0 on. Numba would look at each number
whether it counts from the end, which takes a tenth of a day's time.
"""

# Numba's interface for extensions is hardly typed.
# mypy: disable-error-code="no-untyped-call, untyped-decorator, misc, override"

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    models,
    register_model,
)
from numba.np import arrayobj
from numpy.typing import NDArray

_WORD: Final = ir.IntType(64)
_WORD_BYTES: Final = 8


class Rows(types.Array):
    """An array of a bundle; its indices are never negative."""

    def __init__(self, dtype: Any, dimensions: int = 1) -> None:
        super().__init__(dtype, dimensions, "C", name=f"rows({dtype}, {dimensions}d)")


register_model(Rows)(models.ArrayModel)


def _lower(operation: Any, index: Any, *value: Any) -> Callable[[Any], Any]:
    """Let Numba's own way of getting or setting items take each index as it stands."""

    def register(way: Any) -> Any:
        def lowered(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            rows, given, *others = signature.args
            unsigned: Any = types.uintp
            if isinstance(given, types.BaseTuple):
                unsigned = types.UniTuple(types.uintp, len(given))
            place = context.cast(builder, arguments[1], given, unsigned)
            same = signature.replace(args=(rows, unsigned, *others))
            return way(context, builder, same, (arguments[0], place, *arguments[2:]))

        lower_builtin(operation, Rows, index, *value)(lowered)
        return way

    return register


_lower(operator.getitem, types.Integer)(arrayobj.getitem_arraynd_intp)
_lower(operator.getitem, types.BaseTuple)(arrayobj.getitem_array_tuple)
_lower(operator.setitem, types.Integer, types.Any)(arrayobj.setitem_array)
_lower(operator.setitem, types.BaseTuple, types.Any)(arrayobj.setitem_array)


class BundleType(types.Type):
    """What a bundle is to the compiler: named arrays (C order) and functions."""

    def __init__(self, name: str, fields: Sequence[tuple[str, Any]]) -> None:
        self.fields = dict(fields)
        super().__init__(name=name)

    def words(self, name: str) -> int:
        """Return how many words a field takes: its address, and an array's shape."""
        return 1 + getattr(self.fields[name], "ndim", 0)

    def place(self, name: str) -> int:
        """Return the place of a field's first word."""
        before = list(self.fields)[: list(self.fields).index(name)]
        return sum(self.words(each) for each in before)


@register_model(BundleType)
class _BundleModel(models.OpaqueModel):
    """A bundle is a pointer to its block."""


@infer_getattr
class _BundleFields(AttributeTemplate):
    key = BundleType

    def generic_resolve(self, bundle: BundleType, name: str) -> Any:
        """Return the type of a field."""
        return bundle.fields.get(name)


@lower_getattr_generic(BundleType)
def _read_field(context: Any, builder: Any, bundle: BundleType, value: Any, name: str) -> Any:
    """Write the instructions that read a field."""
    kind, first = bundle.fields[name], bundle.place(name)
    block = builder.bitcast(value, _WORD.as_pointer())
    words = []
    for n in range(bundle.words(name)):
        word = builder.load(builder.gep(block, [ir.Constant(_WORD, first + n)]))
        # The block never changes, so the compiler may read it once.
        word.set_metadata("invariant.load", builder.module.add_metadata([]))
        words.append(word)
    if isinstance(kind, types.FunctionType):
        function = cgutils.create_struct_proxy(kind)(context, builder)
        function.c_addr = builder.inttoptr(words[0], function.c_addr.type)
        function.py_addr = cgutils.get_null_value(function.py_addr.type)
        function.jit_addr = cgutils.get_null_value(function.jit_addr.type)
        return function._getvalue()
    itemsize = context.get_abi_sizeof(context.get_data_type(kind.dtype))
    strides = [ir.Constant(_WORD, itemsize)]
    for length in reversed(words[2:]):
        strides.insert(0, builder.mul(strides[0], length))
    array = arrayobj.make_array(kind)(context, builder)
    arrayobj.populate_array(
        array,
        data=builder.inttoptr(words[0], array.data.type),
        shape=words[1:],
        strides=strides,
        itemsize=ir.Constant(_WORD, itemsize),
        meminfo=None,
    )
    return array._getvalue()


def reader(bundle: BundleType) -> Callable[[int], Any]:
    """Return the function by which compiled code reads a bundle at an address."""

    @intrinsic
    def at(typing: Any, address: Any) -> Any:  # noqa: ARG001  (Numba's arguments)
        def pointer(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001  (Numba's arguments)
            return builder.inttoptr(arguments[0], cgutils.voidptr_t)

        return bundle(types.intp), pointer

    read: Any = at
    return cast("Callable[[int], Any]", read)


class Bundle:
    """A block that refers to arrays and functions, and keeps them.

    Attributes:
        address: Where the block is; valid as long as the bundle lives.
    """

    def __init__(
        self,
        kind: BundleType,
        arrays: Mapping[str, NDArray[Any]],
        functions: Mapping[str, int] | None = None,
    ) -> None:
        """Lay out the block.

        Args:
            kind: What is in it.
            arrays: Its arrays by name, in C order and of the declared types.
            functions: The addresses of its functions by name.

        Raises:
            TypeError: An array is not of its declared type.
        """
        words: list[int] = []
        for name, declared in kind.fields.items():
            if isinstance(declared, types.FunctionType):
                words.append((functions or {})[name])
                continue
            array = arrays[name]
            right = array.ndim == declared.ndim and array.flags.c_contiguous
            if not right or array.itemsize != declared.dtype.bitwidth // _WORD_BYTES:
                raise TypeError(f"{name} is {array.dtype}, {array.shape}, and not {declared}")
            words += [array.ctypes.data, *array.shape]
        self._kept = (dict(arrays), np.array(words, dtype=np.int64))
        self.address: int = self._kept[1].ctypes.data
