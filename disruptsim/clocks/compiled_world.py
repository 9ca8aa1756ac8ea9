"""The world as Numba sees it: an address, and attributes that are views of arrays.

The views carry no reference counts, which would be the largest cost of a rule. Importing this needs Numba.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, overload_attribute, register_model
from numba.np.arrayobj import populate_array

from disruptsim.clocks.arrays import DTYPES, NAMES, SINGLE

_WORD = ir.IntType(64)


class WorldType(types.Type):
    """Numba's type of a world."""

    def __init__(self) -> None:
        super().__init__("World")


world_type = WorldType()


@register_model(WorldType)
class _WorldModel(models.PrimitiveModel):
    def __init__(self, manager: Any, front: Any) -> None:
        super().__init__(manager, front, _WORD.as_pointer())


@intrinsic
def as_world(typing_context: Any, address: Any) -> Any:
    """Make a world of the address of its table of addresses."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], _WORD.as_pointer())

    return world_type(types.int64), code


def _add_attribute(name: str, rank: int) -> None:
    dtype = DTYPES[name]
    array = types.Array(nb.typeof(np.zeros(1, dtype)).dtype, 1, "C")

    @intrinsic
    def view(typing_context: Any, world: Any) -> Any:
        def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            def word(at: int) -> Any:
                return builder.load(builder.gep(arguments[0], [ir.Constant(ir.IntType(32), at)]))

            found = context.make_array(array)(context, builder)
            size = ir.Constant(_WORD, dtype.itemsize)
            populate_array(
                found,
                data=builder.inttoptr(word(2 * rank), found.data.type),
                shape=[word(2 * rank + 1)],
                strides=[size],
                itemsize=size,
                meminfo=None,
            )
            return found._getvalue()

        return array(world), code

    if name in SINGLE:
        overload_attribute(WorldType, name)(lambda world: lambda world: view(world)[0])
    else:
        overload_attribute(WorldType, name)(lambda world: lambda world: view(world))  # noqa: PLW0108


for _rank, _name in enumerate(NAMES):
    _add_attribute(_name, _rank)
