"""The words that titles are dressed with, in the languages that catalogues use. Data only; `versions.py` applies it.

All words are folded: lower case, no diacritics, no punctuation ("re recorded", "taylors version").
"""

import re
from enum import StrEnum


class Kind(StrEnum):
    """How a recording differs from the song as it was first released."""

    LIVE = "live"
    REMIX = "remix"
    DUB = "dub"
    VIP = "vip"
    EDIT = "edit"
    EXTENDED = "extended"
    ACOUSTIC = "acoustic"
    DEMO = "demo"
    KARAOKE = "karaoke"
    INSTRUMENTAL = "instrumental"
    ACAPELLA = "acapella"
    SPED_UP = "sped up"
    SLOWED = "slowed"
    EFFECT = "effect"  #: 8D, bass boosted, lo-fi
    COVER = "cover"
    RERECORDED = "re-recorded"
    ALTERNATE = "alternate"
    REPRISE = "reprise"
    PASSAGE = "passage"  #: an intro, a skit, what a disc jockey cut out of a longer mix
    OTHER = "version"  #: any other version, known by its words: "Spanish Version", "Taylor's Version"


def _vocabulary(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_PATTERNS: dict[Kind, str] = {
    Kind.REMIX: (
        r"(?:radio )?remix(?:e[sd]?)?|\w+mix(?:es)?|rmx|bootleg|mash ?up|rework(?:ed)?|refix|re edit|flip"
        r"|ремикс|リミックス|混音|리믹스|ريمكس|ريميكس"
    ),
    Kind.DUB: r"dub",
    Kind.VIP: r"vip",
    Kind.EDIT: (
        r"radio (?:edit|version|mix|cut)|edit(?:ion radio)?|radio|short (?:version|edit|mix)|single edit"
        r"|tv (?:size|version|edit)|cut version|7 (?:inch |in )?mix"
    ),
    Kind.EXTENDED: r"extended|long version|12 (?:inch|in|mix|version)|maxi",
    Kind.LIVE: (
        r"(?<!to )(?<!long )(?<!we )(?<!you )(?<!i )live(?! forever| your| my| it\b| and\b| life| again)|in concert|concert"
        r"|ao vivo|en vivo|en direct[oe]?|dal vivo|na zywo|canl[i\u0131]|unplugged|sessions?|performance|recorded at|tiny desk|colors show"
        r"|spotify singles?|like a version|концерт(?:н\w+)?|вживую|живои|现场|現場|实况|實況|演唱会|演唱會|音乐会|音樂會"
        r"|ライブ|ライヴ|コンサート|라이브|콘서트|실황|مباشر|حفله|لايف"
    ),
    Kind.ACOUSTIC: (
        r"acousti[ck]|acoustique|acustic[oa]|akustik|stripped|акустика|акустическая|不插电|不插電"
        r"|アコースティック|어쿠스틱"
    ),
    Kind.DEMO: r"demos?|rough mix|home recording|voice memo|демо|小样|デモ|데모",
    Kind.KARAOKE: (
        r"karaoke|backing track|minus 1|sing ?along|караоке|минус(?:овка)?|伴奏|卡拉ok|カラオケ|노래방|반주|mr제거|كاريوكي"
    ),
    Kind.INSTRUMENTAL: (
        r"instrumental[es]?|instru|inst|beat only|type beat|riddim|no drums|drumless|no vocals|without vocals|off ?vocals?|オフボーカル|playback"
        r"|инструментал(?:ка|ьная)?|纯音乐|純音樂|インストゥルメンタル|연주곡|موسيقي"
    ),
    Kind.ACAPELLA: r"a ?cap+el+a|vocals? only|清唱|无伴奏|بدون موسيقي|アカペラ",
    Kind.SPED_UP: r"sped ?up|speed(?:ed)? ?up|nightcore|fast(?:er)? version|加速|ускорен\w+|спид ап|مسرع",
    Kind.SLOWED: r"slow(?:ed)?(?: down)?(?: and)? ?reverb|slowed(?: down)?|slow version|chopped|screwed|daycore|慢速|замедлен\w+|بطيء",
    Kind.EFFECT: r"8d|bass boosted|lo ?fi|reverb",
    Kind.COVER: (
        r"cover(?:ed)?|tribute|originally performed|(?:as )?made (?:famous|popular)|in the style of"
        r"|кавер|كوفر|翻自|翻唱|カバー|커버"
    ),
    Kind.RERECORDED: r"re ?record(?:ed|ing)|(?<=\b\d\d\d\d )recording|new(?:ly)? record(?:ed|ing)|neuaufnahme|regrabad[ao]|regrabacion",
    Kind.ALTERNATE: r"amazon (?:music )?original|alternat(?:e|ive)|alt(?= (?:version|take|mix))|take \d+|outtake|(?:early|first) version|rehearsal",
    Kind.REPRISE: r"reprise",
    Kind.PASSAGE: r"(?:vocal |dj )?intro|outro|interlude|skit|snippet|preview|teaser|excerpt|medley|mixed|片段",
}

KINDS = re.compile("|".join(rf"(?P<{kind.name}>\b(?:{pattern})\b)" for kind, pattern in _PATTERNS.items()))
"""Finds the version words in folded text; the group that matched is the kind's name."""

EAST_ASIAN = re.compile(
    r"版本|版|实况|實況|片段|翻自|无伴奏|バージョン|ヴァージョン|버전|现场|現場|伴奏|翻唱|混音|纯音乐|純音樂|演唱会|演唱會|不插电|不插電|清唱|加速|慢速|小样"
    r"|ライブ|ライヴ|カラオケ|オフボーカル|弾き語り|歌ってみた|オルゴール|ピアノ|リミックス|インストゥルメンタル|アコースティック|デモ|カバー|라이브|리믹스|어쿠스틱|데모|커버|노래방|반주|피아노|오르골"
    r"|完整|原唱|主题曲|主題曲|主題歌|片尾曲|片头曲|片頭曲|插曲|推广曲|(?<=[a-z0-9])(?=[\u3040-\u30ff\u4e00-\u9fff])"
)
"""Words of scripts that put no blanks between them."""

RENDERED_NOTE = re.compile(
    r"mr|dj(?: .+)?|(?:\d )?\d+ ?x|\d{3} ?hz|v ?\d+|(?:\w+ )?loop(?:ed)?|hook(?: only)?|ringtone|tik ?tok(?: \w+)?|freestyle|mara"
    r"|(?:\w+ )?beats?|freebeat|(?:\w+ )?open verse(?: \w+)*|music box|jersey club|encore|bis|на бис|tiesto|alesso|avicii|kaskade|skrillex|diplo|kygo|deadmau5|oliver heldens|robin schulz|tchami|(?:david )?guetta|black coffee|بدون ايقاع"
    r"|new (?:\w+ )?(?:version|ver|mix|arrangement|take)|r and b|rnb|d and b|drum and bass|dnb|voz e violao|on air"
    r"|(?:from|at|in)(?: (?:the|my|a))? (?:home|studio|basement|bedroom|living room|kitchen|garage|church|kexp|bbc)"
    r"|for (?:the )?(?:bab(?:y|ies)|kids|children|toddlers|sleep(?:ing)?|dj ?s|dance|piano|guitar|strings|orchestra)"
    r"|(?:in |key of |in the key of )[a-g](?: (?:flat|sharp))?(?: (?:major|minor))?|(?:half|whole) (?:step|tone) (?:down|up)"
)
"""Folded notes that tell another recording where they are the whole note; in titles the words are harmless.

A remixer's name alone is one of them: `"(Tiësto)"`."""

UNSETTLED = re.compile(
    r"(?:original )?(?:motion picture )?soundtrack (?:version|ver|mix)"
    r"|(?:(?:music )?video|visuali[sz]er|clip|theme|score|bonus|exclusive|premium|spotify|itunes|amazon) (?:version|ver|mix)"
)
"""Folded notes of what is now the same recording and now another: neither a version word nor decoration."""

MIX = _vocabulary("mix mixes ミックス")
"""A mix is a remix as soon as somebody's or some place's name stands with it."""

VERSION = _vocabulary(
    "version versions ver versione versao versiya rendition версия 版本 版 バージョン ヴァージョン 버전"
)

REMASTERED = _vocabulary("remaster remasters remastered remastering mastered master remasterizado remastert ремастер")

EDITIONS = {
    **dict.fromkeys(REMASTERED, "remaster"),
    **dict.fromkeys(("explicit", "explicita", "dirty", "uncensored"), "explicit"),
    **dict.fromkeys(("clean", "censored", "edited", "amended"), "clean"),
    **{word: word for word in ("deluxe", "expanded", "anniversary", "mono", "stereo")},
}
"""Words that tell how a recording was issued. They make no other recording; among equals the same edition is taken."""

NEUTRAL = REMASTERED | _vocabulary(
    "digital digitally",
    "album single track original originale main standard studio recording full complete length full 7 inch 原唱 原版 完整",
    "deluxe edition bonus anniversary expanded reissue issue premium exclusive amazon itunes spotify box set",
    "explicit clean edited amended dirty uncensored censored explicita mono stereo",
    "official oficial officiel offizielles video videoclip clip audio lyric lyrics letra visualizer visualiser visual",
    "hd hq 4k mv music free download new stream out now официальное видео клип 高清 官方 音源",
    "soundtrack ost score motion picture theme",
)
"""Words that make no other recording."""

FILLER = _vocabulary("the a an of and at in on from by re for with to de la le el du des di da en no am is year")

RENDERED = _vocabulary(
    "piano guitar violin cello saxophone sax flute harp organ strings orchestra orchestral symphonic choir 8bit lullaby",
    "remake recut reloaded rebirth parody commentary reaction tutorial hardstyle choreography practice pista",
    "ukulele banjo mandolin harmonica accordion trumpet clarinet marimba kalimba bells synth bagpipes handpan quartet",
    "philharmonic choral 16bit chiptune solo duet reimagined revisited redux reversed backwards pitched soundcheck dubplate cypher og",
    "afro afrobeat afrobeats amapiano gqom highlife kizomba zouk kompa soukous singeli drill dancehall reggae house techno trap edm club dance disco jazz bossa phonk salsa bachata cumbia mariachi",
    "english spanish french german italian portuguese japanese korean chinese mandarin cantonese arabic hindi russian",
    "turkish swahili espanol ingles frances francais anglais deutsch italiano portugues",
    "ピアノ 弾き語り 歌ってみた オルゴール ギター オーケストラ 피아노 기타 오케스트라 오르골 оркестр фортепиано пианино гитара عود بيانو كمان dj",
    "钢琴 鋼琴 吉他 二胡 古筝 古箏 琵琶 笛子 竹笛 葫芦丝 萨克斯 薩克斯 小提琴 大提琴 口琴 三味線 尺八 合唱 童声 童聲 女声 女聲 男声 男聲 国语 國語 粤语 粵語 英文 日文 日本語 韩文 중국어 일본어 한국어 영어",
)
"""Instruments, styles and languages: a note of nothing else tells another recording."""

NO_NAMES = _vocabulary(
    "me you us him her them my your his our a an love no all it lyrics out strings orchestra choir piano guitar english"
)
"""What follows "with" in titles that credit nobody: "(With You)"."""

DECORATION = re.compile(
    r"^(?:from|theme|prod|produced|shot by|dir|official|oficial|music from|song from|as heard|as featured|ost|aus|tema de"
    r"|soundtrack|bande originale|banda sonora|with lyrics|lyrics?|letra|parody of|lyrical adapt?ion|из фильма|саундтрек)\b|\balbum track$"
    r"|\b(?:original (?:motion|soundtrack|score|cast)|motion picture|soundtrack|ost|theme|lyrics? video|music video"
    r"|official (?:\w+ )?(?:video|audio|visualizer)|主题曲|主題曲|主題歌|片尾曲|片头曲|片頭曲|插曲|推广曲)\b"
)
"""Folded notes that say where a song is from or how it is shown, whatever else they say."""

TRAILING_DECORATION = re.compile(
    r"(?:\s+(?:(?:official|offizielles|oficial)\s+(?:music\s+|lyrics?\s+)?(?:video|audio)|vid[eé]o ?clip(?:\s+off?ici[ae]l)?"
    r"|clip(?:\s+officiel)?|(?:official\s+)?lyrics|hd|hq|4k|full\s+album|sub\s+espa[nñ]ol|re-?issue)"
    r"|\s+[\[(]?(?:sms\s+)?[\[(]?skiza\b.*"
    r"|\.(?:avi|wmv|mpe?g|flv|mp[34]|m4a|wav|mkv))$",
    re.IGNORECASE,
)
"""The same at the end of a title, without brackets; East African uploads sell ring tones there ("SMS SKIZA 1 to 811")."""

IMITATORS = {
    "karaoke": Kind.KARAOKE,
    "tribute": Kind.COVER,
    "instrumental": Kind.INSTRUMENTAL,
    "nightcore": Kind.SPED_UP,
}
"""Words in an artist's name that tell what he sells."""

IMITATING_UPLOADERS = frozenset(IMITATORS) | _vocabulary(
    "cover covers covered piano guitar violin tributes instrumentals karaokes lullaby lullabies orchestra quartet strings",
    "8bit 8 bit acoustic remix remixes remixed slowed reverb sped type beats playback backing minus 翻唱 伴奏 カバー 커버 кавер караоке",
)
"""The same in an uploader's name beside "Artist - Title": he rather plays that song than shows it."""

LIVE_ALBUM = re.compile(
    r"[(\[:-]\s*live\b|\blive (?:at|in|from|on)\b|\blive[)\]]?$|\bunplugged\b|\bin concert\b|\bao vivo\b|\ben vivo\b"
    r"|\ben directo\b|现场|現場|演唱会|演唱會|ライブ",
    re.IGNORECASE,
)
"""Album titles whose tracks are live recordings."""
