"""What is known of a company, organization, model or person, and of its ambiguous aliases."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entity:
    """A company, organization, model or person, with the forms it is written in.

    `aliases` are full names in simplified or Latin script; `short` are forms that name it only
    once the document has named it, or its maker or family, in full. `affiliation` is the id of the
    firm or organization that a person stands for.
    """

    id: str
    type: str
    name: str
    hans: tuple[str, ...] = ()
    hant: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    maker: str | None = None
    family: str | None = None
    affiliation: str | None = None
    role: str = ""
    country: str | None = None
    kind: str = ""
    ambiguous: frozenset[str] = frozenset()
    source: str = ""
    place: str = field(default="", compare=False)
    """File and line that list it."""


@dataclass(frozen=True, slots=True)
class AliasRule:
    """When an ambiguous alias is the name.

    Never inside one of `blocks`; else where a `near` cue stands close by, or the document names the
    entity unmistakably; else as `accept` says.
    """

    alias: str
    entity_id: str
    accept: bool
    near: tuple[str, ...]
    blocks: tuple[str, ...]
    example: str
    counter: str
    against: tuple[str, ...] = ()
    """Words that, close by, make it something else (吃 beside 苹果)."""


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """All entities by id, the alias rules by alias and entity id, and what is no name at all.

    `refused` holds words in lower case that the user has said are none.
    """

    entities: dict[str, Entity]
    rules: dict[tuple[str, str], AliasRule] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()

    def maker_of(self, entity_id: str) -> str | None:
        """The company behind a model, by way of its family where need be."""
        entity = self.entities.get(entity_id)
        if entity is None:
            return None
        if entity.maker is None and entity.family and entity.family != entity_id:
            return self.maker_of(entity.family)
        return entity.maker
