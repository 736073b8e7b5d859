"""The words that the keyword reading looks for, as data: language, talk, opening, closing, product. English."""

from __future__ import annotations

import re

from analysis.phrases import MONTH, NUMBER, ORDINAL, WEEKDAY, say
from gong.model import Transcript

VERSION = "3"
"""Changes when the same transcript would be read otherwise, be it by other words or by other code that reads them."""

# Language ---------------------------------------------------------------------------------------------

STOP_WORDS = frozenset(
    (
        "the and you that it it's is we to of what have with for this they are not but be can if there would from your "
        "i'm i was my do so at just that's like about know don't how when then which will"
    ).split()
)
ENGLISH_SHARE = 0.2
"""At least this share of the words must be stop words: English speech has 0.4, German with English terms 0.06."""
MIN_WORDS_TO_TELL = 20

# Who talks --------------------------------------------------------------------------------------------

FILLERS = say(r"um+", r"uh+", r"erm?", r"you know", r"i mean", r"(?:kind|sort) of", r"basically", r"literally")
HEDGES = say(r"maybe", r"perhaps", r"i (?:think|guess|suppose|believe)", r"probably", r"possibly", r"hopefully")
YOU = say(r"you(?:'re|'ve|'d|'ll|rs?|rselves)?")
WE = say(r"(?:i|we)(?:'m|'re|'ve|'d|'ll)?", r"ours?", r"us")

# Opening and closing ----------------------------------------------------------------------------------

AGENDA = say(
    r"agenda",
    r"(?:for|our plan for|the plan for) (?:today|this call|our (?:time|call)|the next \w+ minutes)",
    r"what i(?:'d| would| was| wanted)? ?(?:like|love|hoping|thought|figured|had in mind)? ?"
    r"(?:to|is|was|we'd|we would|we could|,) ?(?:we|i'd|do|cover|go|walk|talk|use|start)",
    r"here's what i(?:'d)? (?:suggest|propose|thought|had in mind)",
    r"the way i (?:thought about|see|planned) (?:today|this|it)",
    r"what (?:i think )?we're here for",
    r"(?:i(?:'d| would) like|i(?:'d)? love|i wanted|i want|i was hoping|i(?:'d)? just wanted) to "
    r"(?:spend|go (?:down|over|through)|cover|do|use|see how|look at|start|walk)",
    r"i(?:'d)? (?:thought|figured|propose|suggest) (?:that )?(?:we|you|i'd)",
    r"(?:two|three|four|five|six|a few) things (?:on my list|for today|i'd)",
    r"first i(?:'d|'ll| will)",
    r"by the end of (?:this|the|our|today)",
    r"(?:i(?:'ve| have)|we(?:'ve| have)) got (?:us |it |you )?(?:down for )?(?:about )?"
    r"(?:half an hour|an hour|[\w-]+ (?:minutes|hours?))",
    affirmed=True,
)
AIM = say(
    r"(?:what|anything|something) (?:do |would |did |else )?(?:each of )?you(?:'d| would)? "
    r"(?:like|want|need|hope|hoping)(?: to)?(?: \w+){0,2} ?(?:out of|from|see|seen|cover|by|today)",
    r"want out of (?:this|it|today|the call)",
    r"what would make (?:this|it|today)",
    r"what would each of you",
    r"does that work",
    r"is that (?:all ?right|okay|fair|good)",
    r"anything (?:from you|you'd|you would|you want to|else you)",
)
COMMITMENT = say(
    r"(?:i'll|i will|we'll|we will|i'm going to|i'm gonna) (?:just |also |then |go ahead and |definitely |absolutely )?"
    r"(?:send|share|e-?mail|set up|set|schedule|book|write|draft|prepare|put together|follow up|come back|get back|redo"
    r"|forward|shoot|ping|call|reach out|invite|reconnect|touch base|catch up|take a look|look (?:at|into)|confirm"
    r"|have .{1,30}? (?:to|for) you|get (?:you|it|that|them|this)|let .{1,20}? know)",
    r"(?:i'm sending|i'd send|what i owe you)",
    r"let's (?:schedule|book|set|meet|reconnect|find|put|do|say|plan|aim|get|talk|pick)",
    r"(?:can|could|shall|should) we (?:schedule|take|meet|book|set|find|put|do|talk|say|get|look)",
    r"(?:calendar )?invite",
    r"next steps?",
    r"how about (?:we|i)",
    r"(?:does|would) .{3,40}? work",
    r"from (?:me|you|us)[,:]? (?=\w+ \w+)",
    r"(?:file|draft|quote|list|page|write-?up|answer|cause|summary|call|session|one page|report) (?:is |on |in \w+ "
    r")?by",
    affirmed=True,
)
DATE = say(
    rf"(?:next |this |on |by |until |till )?{WEEKDAY}(?: (?:morning|afternoon|evening|noon|the {ORDINAL}))?",
    r"tomorrow",
    r"(?:by |before )?(?:the )?end of (?:the )?(?:day|business)",
    rf"(?:{MONTH}|may) (?:the )?(?:{ORDINAL}|\d{{1,2}})",
    rf"(?:the )?{ORDINAL} of (?:{MONTH}|may)",
    rf"(?:on|by|until|till|before|for|work the|works the) the {ORDINAL}(?! \w+)",
    rf"the {ORDINAL} (?:at|of|works|by)",
    r"\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m|p\.m)",
    affirmed=True,
)
DUE = say(
    rf"(?:by|until|till|before|on|from) (?:next |this )?(?:{WEEKDAY}|tomorrow|the {ORDINAL}|{MONTH} )",
    rf"{WEEKDAY} the {ORDINAL}",
    rf"(?:{WEEKDAY}|tomorrow),? (?:at )?(?:\d|noon|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)",
    affirmed=True,
)
PROPOSAL = say(
    r"(?:how|what) about",
    r"(?:does|do|would|could|can|might|should|shall) (?:\w+ ){1,6}?(?:work|suit|do|be|meet|talk|speak|call|say)",
    r"(?:works|work|suits|is (?:good|fine|better|best|open|free)|would be (?:good|better|best|great|fine|ideal))",
    r"(?:i'm|i am|we're|we are) (?:free|available|open|around)",
    r"(?:i|we) (?:can|could|would|might) (?:do|make|manage)",
    r"let's",
    affirmed=True,
)
"""With a day or an hour: somebody proposes it."""
PAST = say(r"was", r"were", r"had", r"did", r"said", r"told", r"went", r"sent", r"wrote", r"came", r"last")
TODAY = say(r"(?:later |end of )?today", r"tonight", r"this (?:morning|afternoon|evening)")
ASSENT = say(
    r"yes",
    r"yep",
    r"yeah",
    r"sure",
    r"okay",
    r"ok",
    r"(?:that |this |it )?(?:works|suits)",
    r"sounds (?:good|great|fine|like a plan)",
    r"perfect",
    r"great",
    r"deal",
    r"fine",
    r"good",
    r"will do",
    r"i'll",
    r"you can",
    r"please do",
    affirmed=True,
)

# The product ------------------------------------------------------------------------------------------

PITCH = say(
    r"(?:share|sharing) my screen",
    r"let me (?:just )?(?:show you|tell you (?:how|what|about)|walk you through)",
    r"our (?:platform|product|solution|software|service|tool|system)",
    r"we (?:offer|provide|specialize in|have this|also have)",
    r"(?:with|in|on) (?:prefect|horizon|prefect cloud)",
    r"prefect cloud",
    r"what we do is",
    r"(?:that's|it's|that is) (?:so )?(?:exactly )?(?:the thing |what |where |how )we (?:do|come in|built|would do)",
    r"you (?:put|write|get) (?:a |plain |retries|automations|schedules)",
)
_PRODUCT = (
    r"(?:prefect|horizon|cloud|(?:it|that|this|which|prefect|cloud|horizon)(?:'ll|'d| will| would| also| then)? "
    r"(?:tells|gives|lets|shows|keeps|sends|runs|handles|stops|retries|catches|remembers|starts|tell|give|let|show|keep"
    r"|send|run|handle|stop|retry|catch|remember|start)|you(?:'d|'ll| would| will)? get"
    r"|(?:the|our|this|a|an) (?:platform|product|tool|system|software|scheduler|dashboard|alerts?|automations?"
    r"|schedules?|retry|retries|caching|audit logs?|api|ui)|there's (?:a|an|the))"
)
_RELIEF = (
    r"(?:(?:just|finally|actually|simply) )?(?:sleep|stop|skip|drop|avoid|save|catch|focus|trust|recover|reduce|cut"
    r"|free up|get rid|rely|rerun|retry|restart|spend (?:less|more|your|that|the)|go home|scale|know before)"
)
"""What "so you can" stands with when it is about what we sell and not about the talk ("so you can say it …")."""
VALUE = say(
    r"which means",
    r"so (?:that |then )?you (?:don't have to|won't have to|no longer|never have to)",
    rf"so (?:that |then )?you (?:can|could) {_RELIEF}",
    rf"{_PRODUCT}\b[^.?!]{{0,120}}? so (?:that |then )?you (?:can|could)",
    r"that way(?:,| you| your| it| they| if)",
    r"(?:it |that |this |which )?(?:saves|would save|will save|could save) (?:you|your|them)",
    r"(?:it|that|this|which) means (?:that )?(?:you|your|nobody|no one|the)",
    r"you(?:'d| would|'ll| will) (?:no longer|never|stop having)",
)
PROOF = say(
    r"(?:another|other|one of our|some of our|an existing) customers?",
    r"a customer (?:of ours|who|that|in|we)",
    r"case stud(?:y|ies)",
    r"(?:companies|teams|customers|accounts|people) like (?:yours|you)",
    r"(?:a|another|this) (?:\w+ )?(?:company|team|bank|hospital|hospital group|insurer|retailer|manufacturer"
    r"|customer) (?:like yours|in your"
    r"|we work with|of your size|that (?:had|has|went|moved|did)|who (?:had|has|went|moved|did))",
    r"we(?:'ve| have)? (?:had|worked with|seen) (?:a|an|another|one) (?:customer|client|team|company)",
    r"reference (?:call|customer)",
)
DEFERRAL = say(
    r"i(?:'d| would|'ll| will)? (?:have to|need to|want to|'ve got to|gotta) "
    r"(?:check|find out|look (?:that|it|into)|confirm|get back)",
    r"let me (?:check(?! (?:one|i|if i))|find out|confirm|look into|have \w+ (?:confirm|check|answer)|get back)",
    r"i(?:'ll| will) (?:check|find out|ask(?= [a-z]+ (?:to|about|if|whether|how)|[a-z]+,)|confirm|look into|get back "
    r"to you)",
    r"i (?:honestly|actually|really|just) don't know",
    r"i don't know (?:whether|that one|the answer|yet|off the top|for (?:sure|certain)|how that)",
    r"i(?:'m| am) not (?:entirely |completely |totally |100 percent |a hundred percent )?(?:sure|certain)",
    r"i (?:don't|wouldn't|do not|would not) want to "
    r"(?:guess|wing|make (?:that|it|this) up|give you half|tell you (?:something|anything))",
    r"i(?:'d| would) rather (?:get|give) you the (?:real|right)",
    r"that's where i'd want",
)
CONTINUITY = say(
    r"last time,? (?:we|you|i)",
    r"(?:on|from|in|since) (?:our|the) (?:last|first|previous) (?:call|conversation|meeting|session|check-in)",
    r"when we (?:last |first )?(?:spoke|talked|met)",
    r"(?:in|back in|on|earlier this|last) (?:\w+day|january|february|march|april|may|june|july|august|september"
    r"|october|november|december"
    r"|week|month),? (?:you|i|we) (?:said|told|asked|mentioned|sent|counted|promised|owed|wanted)",
    r"\w+ told me (?:that|about)",
    r"(?:i|we) (?:promised|owed|still owe) you",
    r"you(?:'d| had) (?:said|told|asked|mentioned|wanted|sent)",
    r"you told (?!me|us)\w+ (?:that|about|you)",
    r"\w+ (?:passed|wrote|sent|gave) me (?:her|his|their|your|a|that|about)",
    r"(?:i've|i have) got your ticket",
    r"following up on",
    r"as (?:promised|we (?:agreed|discussed|said))",
)

BUYING = say(
    r"pric(?:e|es|ing)",
    r"cost",
    r"contract",
    r"terms",
    r"roll ?out",
    r"onboarding",
    r"trial",
    r"pilot",
    r"security",
    r"sso|single sign-on",
    r"sla",
    r"how (?:soon|fast|quickly|long) (?:can|could|would|does|until|to)",
    r"(?:what are|what's|what is) (?:the )?next steps?",
    r"how do (?:we|i) (?:get started|set this up|start|sign)",
    r"when (?:can|could|do) we start",
)
INVITE = say(
    r"(?:any|what) (?:other |more |particular )?questions",
    r"(?:anything|what) else (?:you(?:'d| would)? (?:like|want|need)|i can|we (?:should|can|need)|on your|before "
    r"(?:we|i))",
    r"is there anything(?: else)?,? (?:you|that|on your|i (?:can|should|haven't|didn't|missed|left)|we (?:should|can"
    r"|haven't|didn't|missed)|unclear|worrying|concerning)(?:'\w+)?",
    r"(?:anything|what) else (?:that )?(?:(?:you're|you are|is|still|that's) )*(?:concern\w*|worr\w+|unclear|on your)",
    r"(?:do|does) (?:you|anyone|anybody|everyone|\w+) (?:\w+ ){0,2}have (?:\w+ ){0,2}(?:questions|concerns|doubts)",
    r"what (?:concerns|worries|doubts)(?: do| does| did)?(?: you)?",
    r"what(?:'s| is) on your mind",
    r"what would you like to know",
    r"anything (?:you|that you) (?:need|came|want|haven't|wanted|would)",
    r"anything (?:i didn't|that i|i haven't)",
    r"what (?:do|did) you think(?: so far)?",
    r"what haven't i",
    r"any (?:thoughts|doubts|concerns)",
)


NUMBER_SAID = say(
    rf"(?:about |around |roughly |maybe |some )?(?:\$ ?)?{NUMBER}(?:[ -](?:point |hundred|thousand|million|\w+teen"
    rf"|\w+ty|and a half)){{0,3}}[ -]?"
    r"(?:percent|%|dollars|euros|pounds|grand|k|thousand|million|hours?|minutes|days?|weeks?|months?|times|people"
    r"|engineers|analysts|users|runs"
    r"|customers|patients|jobs|files|mornings|nights|containers|trucks|accounts)",
    r"\$ ?\d+(?:[,.]\d+)*(?: ?(?:k|thousand|million))?",
)
COMMON_WORDS = frozenset(
    (
        "able about across actual actually after again almost already also always another anybody anyone anything "
        "anyway ask asked asking away back because been before being best better between bigger both call called "
        "calls came case cases change changed come comes coming could course days different does doing done down "
        "each else even ever every everybody everyone everything exact exactly feel felt find first friday from "
        "front gets getting give given goes going gone good great guess guys happen happened happens have having "
        "hear heard help here honest honestly hours into just keep kind know known last later least left like "
        "likely little long look looked looking lots made make makes making many maybe mean means might minutes "
        "monday month months more morning most much must need needed needs never next nice night nobody nothing "
        "number okay once only other others over part people perhaps point pretty probably problem put question "
        "quite rather real really right said same says second seems seen send should show side since some somebody "
        "someone something sometimes sort start started still stuff such sure take taken takes talk tell than that "
        "that's their them then there there's these they they're thing things think third this those though "
        "thought three through thursday time times today told tomorrow took totally true trying tuesday turn under "
        "until used using usually very want wanted wants wednesday week weeks well went were what what's whatever "
        "when where which while will with within without wonder word work worked working works would yeah year "
        "years yesterday you're you've your"
    ).split()
)
"""Words that are no sign of a common subject when both sides use them."""


def is_english(transcript: Transcript, language: str | None) -> bool:
    """Whether the words can be read: the recording says English, or it says nothing and the stop words are English.

    `language` is the call's language as Gong gives it, such as "eng", "en-US" or "deu".
    """
    code = re.split(r"[-_ ]", (language or "").strip().casefold())[0]
    if code not in {"", "und", "unknown", "mul", "mis", "zxx"}:
        return code in {"en", "eng", "english"}
    words = [word for utterance in transcript.utterances for word in utterance.text.lower().replace("’", "'").split()]
    known = sum(word.strip('.,?!…"') in STOP_WORDS for word in words)
    return len(words) < MIN_WORDS_TO_TELL or known >= ENGLISH_SHARE * len(words)
