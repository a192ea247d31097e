"""German words that the compound splitter has to be told about; written for this project."""

from __future__ import annotations

# Compounds to a grammarian, single things to a shop: who looks for Schuhe does not want Handschuhe.
_SINGLE_THINGS = """
anhänger armband aufkleber aufsatz baumwolle bildschirm brustwarze büstenhalter einzelhandel fahrrad fahrstuhl fernbedienung
fernglas fernseher feuerwerk feuerzeug fingerhut fingernagel flugzeug freizeit frühling fußball fußbett geburtstag
geschirrspüler halsband handbuch handschelle handschuh handtuch handwerk hochzeit hosenträger hörbuch hörgerät kaugummi
kindergarten kinderwagen kopfhörer kronleuchter kugelschreiber kunstfell kunstleder kunstpelz kunstseide kühlschrank
lautsprecher lebensmittel leinwand lesezeichen lippenstift löwenzahn meerschweinchen mundharmonika mundschutz nachthemd
nagellack oberteil ohrhörer ohrring ohrstecker pferdeschwanz pinnwand regenbogen rollschuh rucksack rundfunk schildkröte
schlafanzug schlagzeug schlittschuh schmetterling schneebesen schraubenzieher schubkarre spielzeug staubsauger steckdose
stirnband strohhalm strumpfhose taschenlampe taschentuch tintenfisch trainingsanzug unterhemd unterhose unterwäsche vorhang
walnuss wasserhahn weihnachten werkzeug zahnbürste zahnpasta zahnstocher zeitschrift zollstock
"""

# No compounds at all, or compounds of another language, though words stand in them.
_LOOKALIKES = """
basketball bestseller bodybuilding bustier cheeseburger cowboy crewneck eyeliner feedback fitness gamepad girlande handball
hardcover hardware highboard hotpants joystick jumpsuit karosserie kartusche kasserolle keyboard lipgloss longboard
makeup marmelade mikrowelle minister organizer powerbank pullunder sandalette schabracke schokolade skateboard smartphone
smartwatch snowboard software sweatshirt teenager thermometer touchpad touchscreen trackball volleyball wakeboard walkman
"""

OPAQUE = _SINGLE_THINGS + _LOOKALIKES

NEVER_PARTS = """
ab aber alle allein als also an anti auf aus außer be bei beste besten bis da dar das dass dazu dein dem den denn der des die
dies dort durch ein eine einem einen einer eines empor ent entgegen er erst etwas fort für ge gegen haben her herab heran
herum hervor hier hin hinten hinter ich ihr im in ins ist jede jeder kein mehr mein miss mit nach neben nein nicht nieder
noch nun nur ob oben ober oder ohne seit sehr sein sich sie sind so statt über um und unser unten unter ver vom von vor voran
voraus vorbei vorn wann warum was weg weil wem wen wenn wer wie wieder wir wird wo zer zu zum zur zusammen zwar zwischen
barkeit chen eln enten ern heit igkeit keit lein lichkeit ling losigkeit nis schaft tion tum ung ungen weise enden ente erei
erin ette etten eur euse iert ieren hen ten ren ses sten
"""

# Short enough to hide in any word, common enough in shops to be meant.
SHORT_WORDS = """
bh öl arm axt bad bar bau box bus bär duo dvd eck eis fuß fön gas gel heu hof hut hör klo kuh kur led lid mal maß ohr pad rad
reh rot see set ski tag tee top tor typ tür uhr usb weg wok zoo zug öse akku akte auge auto baby bahn ball band bank bart
bass bast baum beet beil bein berg bett bier bild blau blut body boot bord brei brot buch bunt burg büro chip cola cord dach
dame darm dart deck deko dill dose duft düse ecke edel eier ente erde esel etui eule fach falt fass fell fels fern fest fett
film filz fink floh flug form foto frau funk fuss föhn garn gast gelb geld gips glas gold golf grab gras grau groß grün gurt
guss haar hack hahn halb halm hals hand hanf harz hase haus haut hefe heft heim heiß hell helm hemd herd herr herz hirn hoch
holz horn hose huhn hund igel jagd jahr jazz judo jute kalk kalt kamm kanu karo keks kern kies kind kino kiwi klee knie kohl
kopf korb kork korn kran krug kufe kurz käse lack lade lamm land lang latz laub lauf laut leim lila loch luft lupe löwe mais
malz mann mast maus maxi meer mehl menü midi mine mini mint mode mohn mond moos mund möwe müll name nase nest netz note nuss
obst ofen oliv oper pack park pass pelz perl pilz pink plan polo pony pool post puls pult quiz rand raps raum reif reis rind
ring rock rohr roll rosa rose rost rund rute rübe saat sack saft salz same samt sand satz seil sekt senf sieb silo sitz slip
soda sofa soft soja soße stab säge tank tanz tape taxi teer teig teil test text tief tier topf torf tuch turm tüll tüte vase
vieh voll wabe wald wand ware warm watt wein weiß welt werk wild wind wolf wort wurf wurm yoga zahn zaun zehe zeit zelt zimt
zink zinn zopf
"""

# The same of words that lose their ending before another: Wollsocken, Bohrmaschine.
SHORT_STEMS = """
erd ess hör kau löt mal mäh näh ruh web back bade beiß bind blas bohr brat dreh fahr fang farb füll gieß glüh hebe heid heiz
hock häng katz kehr kipp kleb koch kämm kühl lade lehn lehr leih lenk lern lese mahl mess miet nutz pack papp pump putz reib
reit reiß renn rett roll rühr sach saug sieb sing spar spül stau steh such surf säge tast trag turn wach warn wend wohn woll
wund wähl wärm zieh zier zünd
"""

# First parts that are no words by themselves.
BOUND = """
alt audio bermuda bootcut boyfriend capri eier elektro gaming hydro indoor loop mikro mini multi oster outdoor slimfit thermo
thermos trench turbo video
"""

# What ends adjectives and names, though there are nouns like it: knöchellang is no kind of Lang, Mannheim no home. With
# every ending of an adjective.
NEVER_HEADS = """
aktiv arm artig außen bar berg betrieben burg farbene farbener farbenes fein fest frei groß haft heim hoch hof innen isch
klein kurz lang lich los mal reich rein rund scharf stark voll weich wert würdig
"""

# Things that the lexicon takes for degrees of an adjective.
THINGS = "klammer spitzer"

COLOURS = """
beige blau braun bunt gelb gold grau grün lila orange pink rosa rot schwarz silber türkis violett weiß
"""

# Weak participles whose verb's noun is another thing: a lined jacket is no feed, a used one no custom.
OTHER_PARTICIPLES = "gebraucht gefüttert gelagert gemacht gesucht"
