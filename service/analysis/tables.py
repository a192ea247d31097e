"""The languages that are tables: one entry each. Word lists were written for this project."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from service.analysis.european import CompoundTable, LanguageTable
from service.analysis.languages import Link

_UNCHANGED = Link("", "", 1.0)

_DUTCH = CompoundTable(
    links=(_UNCHANGED, Link("s", "", 0.3), Link("en", "", 0.2), Link("n", "", 0.15), Link("e", "", 0.1)),
    endings="eren en es er s e n",
    opaque="""
    aansteker achterlicht afwasmachine armband bloempot boekenlegger broodrooster fietsbel handdoek handschoen horloge kerstmis
    koelkast koptelefoon luidspreker nagellak onderbroek onderhemd ondergoed oorbel pantoffel pyjama regenboog rugzak rolschaats
    schoonmaak sleutelhanger slaapzak speelgoed stofzuiger tandenborstel tandpasta verjaardag vliegtuig voetbal vuurwerk zakdoek
    zaklamp
    """,
    never_parts="""
    aan af al als bij de dan dat der door een en er ge haar heid her het hij in ing is je loos maar met mijn na naar niet nog nu om
    onder ont ook op over sel ster te tegen teit tot uit van ver voor was wat we wel wij ze zich zo zonder
    """,
    short_words="""
    bad bed bus gas hoed jas mes rok set ski tas thee vis zak zee auto baby bank bier boek boot brood bril dame deur doek eten
    fiets foto glas goud gras haar hand heren hemd hert hond hout huis jeans kaas kam kast kat kerk kind klok koek koff kuip lamp
    land leer licht maan mand mat melk muis muur noot olie oor pan pen pop raam riem ring rood ruit schoen sjaal slot soep sok
    stof strik stoel tafel tand touw trui tuin vaas verf vest voet wand wijn wind wol zeep zand zilver zon zijde zwem loop slaap
    """,
)

_DANISH = CompoundTable(
    links=(_UNCHANGED, Link("s", "", 0.4), Link("e", "", 0.2), Link("er", "", 0.1)),
    endings="erne ene er en et ne e r s n t",
    opaque="""
    armbånd badeværelse fjernsyn fodbold handske håndklæde håndtaske hovedtelefon højttaler kindtand køleskab legetøj neglelak
    opvaskemaskine paraply rygsæk støvsuger tandbørste tandpasta undertøj ørering
    """,
    never_parts="""
    af at be den der det du efter eller en er et for fra forbi han har hed hos hun i ikke ind ing kan lig løs man med mod ned nu og
    om op over på sig skab som til ud uden un under var ved vi
    """,
    short_words="""
    bad bil bog bord båd dame dug duge dyr dør fad fod fisk gas glas guld hat have herre hus hund hår hånd hør jul kat kop kød kost
    krus lamp lyd lys læder løb mad mel mælk mur ovn pels pude regn ring ryg rød sand seng silke ski sko skab slot sofa sol stol strik
    sølv sæbe te tag tøj trøje tråd tæppe uld ur vand vase vin vind vest væg yoga øl øre
    """,
)

_NORWEGIAN = CompoundTable(
    links=_DANISH.links,
    endings="ene ane er en et ne a e r s n t",
    opaque="""
    armbånd fjernsyn fotball hanske håndkle håndveske hodetelefon høyttaler kjøleskap leketøy neglelakk oppvaskmaskin paraply
    ryggsekk smykke støvsuger tannbørste tannkrem undertøy ørering
    """,
    never_parts=_DANISH.never_parts + " het løs mot ned opp etter eller ut uten",
    short_words="""
    bad bil bok bord båt dame dyr dør fat fisk fot gass glass gull hage hatt herre hus hund hår hånd jul katt kopp kjøtt kost krus
    lampe lin lyd lys lær løp mat mel melk mur ovn pels pute regn ring rygg rød sand seng silke ski sko skap slott sofa sol stol strikk
    sølv såpe te tak tråd tøy ull ur vann vase veske vest vin vind vegg yoga øl øre
    """,
)

_SWEDISH = CompoundTable(
    links=(
        _UNCHANGED,
        Link("s", "", 0.4),
        Link("o", "a", 0.1),
        Link("u", "a", 0.05),
        Link("e", "", 0.05),
        Link("", "a", 0.2),
        Link("", "e", 0.05),
    ),
    endings="orna arna erna or ar er en et na n a e s t",
    opaque="""
    armband dammsugare diskmaskin fotboll handduk handske handväska högtalare hörlurar kylskåp leksak nagellack paraply ryggsäck
    smycke tandborste tandkräm underkläder örhänge
    """,
    never_parts="""
    att av be den det du eller en er ett för från han har het hon hos i in inte kan lig lös man med mot ned nu och om on upp på sig
    skap som till un under ut utan var vid vi är över
    """,
    short_words="""
    bad barn bil bok bord båt dam djur dörr fat fisk fot gas glas guld hatt herr hund hus hår hand jul katt kaffe kopp kött kost lin
    ljus ljud läder löp mat mjöl mjölk mugg mur ost penna pall päls regn ring rygg röd sand säng silke silver skid sko skåp slott soffa
    sol stol stick strump såpa tak te tråd tyg ull ur vatten vas väst vin vind väska vägg yoga öl öra
    """,
)

_FINNISH = CompoundTable(
    links=(_UNCHANGED, Link("n", "", 0.5), Link("s", "nen", 0.1)),
    endings="ssa ssä sta stä lla llä lle en in it at ät t n a ä",
    opaque="hammasharja jalkapallo jääkaappi kaiutin käsilaukku käsine kuulokkeet pölynimuri reppu sateenvarjo",
    never_parts="ei en ja jo on oli se sen tai ne nen inen lla sta ssa lle ton tön us ys uus yys",
    short_words="""
    auto hattu housu huivi jakku kala kello kenkä kirja kissa koira koru kuppi lamppu lasi lasten lauta leipä maito matto meri
    miesten muki nahka naisten olut paita pipo pöytä puku puu pyörä sohva sukka sänky takki talvi tee tuoli uima vesi villa vyö yö
    """,
)

TABLES: Mapping[str, LanguageTable] = MappingProxyType(
    {
        "ca": LanguageTable("ca", "catalan"),
        "cs": LanguageTable("cs", "czech"),
        "da": LanguageTable("da", "danish", _DANISH),
        "es": LanguageTable("es", "spanish"),
        "et": LanguageTable("et", "estonian"),
        "fi": LanguageTable("fi", "finnish", _FINNISH),
        "fr": LanguageTable("fr", "french"),
        "hu": LanguageTable("hu", "hungarian"),
        "it": LanguageTable("it", "italian"),
        "lt": LanguageTable("lt", "lithuanian"),
        "nb": LanguageTable("nb", "norwegian", _NORWEGIAN),
        "nl": LanguageTable("nl", "dutch", _DUTCH),
        "no": LanguageTable("nb", "norwegian", _NORWEGIAN),
        "pl": LanguageTable("pl", "polish"),
        "pt": LanguageTable("pt", "portuguese"),
        "ro": LanguageTable("ro", "romanian"),
        "sv": LanguageTable("sv", "swedish", _SWEDISH),
    }
)
