"""German words that the compound splitter has to be told about; written for this project."""

from __future__ import annotations

# Compounds to a grammarian, single things to a shop: who looks for Schuhe does not want Handschuhe.
_SINGLE_THINGS = """
anhänger armband aufkleber aufsatz baumwolle bildschirm brustwarze büstenhalter einzelhandel fahrrad fahrstuhl fernbedienung
fernglas fernseher feuerwerk feuerzeug fingerhut fingernagel flugzeug freizeit frühling fußball geburtstag geschirrspüler
halsband handbuch handschelle handschuh handtuch handwerk hochzeit hosenträger hörbuch hörgerät kaugummi kindergarten
kinderwagen kopfhörer kronleuchter kugelschreiber kühlschrank lautsprecher lebensmittel leinwand lesezeichen lippenstift
löwenzahn meerschweinchen mundharmonika mundschutz nachthemd nagellack oberteil ohrhörer ohrring ohrstecker pferdeschwanz
pinnwand regenbogen rollschuh rucksack rundfunk schildkröte schlafanzug schlagzeug schlittschuh schmetterling schneebesen
schraubenzieher schubkarre spielzeug staubsauger steckdose stirnband strohhalm strumpfhose taschenlampe taschentuch
tintenfisch trainingsanzug unterhemd unterhose unterwäsche vorhang walnuss wasserhahn weihnachten werkzeug zahnbürste
zahnpasta zahnstocher zeitschrift zollstock
"""

# No compounds at all, or compounds of another language, though words stand in them.
_LOOKALIKES = """
basketball bestseller bodybuilding cheeseburger cowboy crewneck eyeliner feedback fitness gamepad girlande handball headset
hardcover hardware hotpants joystick jumpsuit karosserie kasserolle kartusche keyboard lipgloss longboard makeup marmelade mikrowelle minister
notebook organizer overall powerbank pullunder sandalette schokolade skateboard smartphone smartwatch snowboard software soundbar
sweatshirt teenager thermometer touchscreen trenchcoat volleyball wakeboard walkman
"""

OPAQUE = _SINGLE_THINGS + _LOOKALIKES

NEVER_PARTS = """
ab aber alle allein als also an anti auf aus außen außer be bei beste besten bis da dar das dass dazu dein dem den denn der des die dies
dort durch ein eine einem einen einer eines empor ent entgegen er erst etwas fort für ge gegen haben her herab heran herum
hervor hier hin hinten hinter ich ihr im in innen ins ist jede jeder kein los mehr mein miss mit nach neben nein nicht nieder
noch nun nur ob oben ober oder ohne seit sehr sein sich sie sind so statt über um und unser unten unter ver vom von vor voran
voraus vorbei vorn wann warum was weg weil wem wen wenn wer wie wieder wir wird wo zer zu zum zur zusammen zwar zwischen
artig barkeit chen eln enten ern haft heit igkeit isch keit lein lich lichkeit ling los losigkeit nis reich sam schaft
tion tum ung ungen weise wert würdig enden ente erei erin ette etten eur euse iert ieren hen ten ren ses sten
"""

# Short enough to hide in any word, common enough in shops to be meant.
SHORT_WORDS = """
öl bad bar bau bär box bus dvd duo eck eis fön fuß fuss gas gel hof hör hut klo kuh led maß ohr öse pad rad reh rot see ski tag
tee top tor tür typ uhr usb weg wok zoo zug heu arm mal lid set müll akku akte auge auto baby bahn ball band bank bart bass
bast baum beet beil bein berg bett bier bild blau blut body boot bord brei brot buch bunt burg büro chip cola cord dach dame
darm dart deck deko dill dose duft düse ecke edel eier ente erde esel etui eule fach falt fass fell fels fett film filz fink
floh flug form foto frau funk garn gast geld gelb gips glas gold golf grab gras grau grün gurt guss haar hahn hals halm hand
hanf harz hase haus haut hefe heft heim helm hemd herd herr herz hirn hoch holz horn hose huhn hund igel jagd jahr jazz judo
jute kalk kalt kamm kanu karo käse keks kern kies kind kino kiwi klee knie kohl kopf korb kork korn kran krug kurz lack lamm
land lang laub lauf leim lila loch luft lupe löwe mais malz mann mast maus maxi meer mehl menü midi mine mini mohn mond moos
mode möwe mund name nase nest netz note nuss obst ofen oper park pass pelz perl pilz pink plan polo pony pool post puls pult
quiz rand raum reif reis rind ring rock rohr roll rosa rose rost rund rute rübe saat saft sack säge salz same samt sand satz
seil sekt senf sieb silo sitz slip soda sofa soja soße stab tank tanz tape taxi teer teig teil test text tief tier topf torf
tuch tüll tüte turm vase vieh wabe wald wand ware warm watt wein welt werk wild wind wolf wurm yoga zahn zaun zeit zelt zimt
zink zinn zopf latz hack wort kufe föhn hell oliv mint raps soft weiß groß fern voll halb wurf laut lade
"""

# The same of words that lose their ending before another: Wollsocken, Bohrmaschine.
SHORT_STEMS = """
erd ess hör kau löt mal mäh näh web bade back bind blas bohr brat dreh fahr fang farb füll gieß glüh heid heiz häng hebe hock
kehr kipp kleb koch kämm kühl lade lehn leih lenk lern lese mahl mess miet nutz pack putz reib reiß reit renn rett roll rühr
saug sing sieb spar spül stau steh such surf säge tast trag turn wach wend wohn woll wähl warn wärm zieh zünd zier beiß katz
"""

# First parts that are no words by themselves.
BOUND = "eier elektro gaming hydro mikro mini multi oster outdoor indoor thermo thermos turbo video audio"

# Endings and adjectives that have a noun beside them: dehnbar is no bar, knöchellang no kind of Lang.
NEVER_HEADS = (
    "aktiv arm bar berg betrieben burg fein fest frei heim hoch hof kurz lang mal rein rund scharf stark voll weich"
)

# Things that the lexicon takes for degrees of an adjective.
THINGS = "klammer spitzer"

COLOURS = """
beige blau braun bunt gelb gold grau grün lila orange pink rosa rot schwarz silber türkis violett weiß
"""

# Weak participles whose verb's noun is another thing: a lined jacket is no feed, a used one no custom.
OTHER_PARTICIPLES = "gebraucht gefüttert gelagert gemacht gesucht"
