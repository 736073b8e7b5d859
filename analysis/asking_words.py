"""The words of a rep who finds out: what a question is after. Data, English."""

from __future__ import annotations

from analysis.phrases import say

CURRENT = say(
    r"what (?:are|were|do) you (?:all |guys )?(?:running|using|on|have|use|run|do)\b",
    r"what(?:'s| is| are) (?:actually |currently )?(?:running|driving|starting|doing)",
    r"how (?:do|does|are) (?:you|your \w+|it|they|those)\b(?! (?:feel|like|think|doing|want|need|would|buy|decide|get"
    r"|know))",
    r"(?:walk|talk|take) (?:me|us) through",
    r"tell (?:me|us) (?:a (?:little )?bit |a little )?(?:more )?about",
    r"what(?:'s|'re| is| are| does| do) (?:your|it|that|the|those|yours) (?:\w+ ){0,4}?"
    r"(?:look like|doing|running|made of|set up|setup)\b",
    r"what (?:starts|kicks|happens(?! if)|happened|runs|triggers|feeds|breaks)",
    r"what(?:'s| is) supposed to happen",
    r"who (?:looks after|owns|runs|maintains|caught|notices|noticed|sees|gets (?:the call|paged|woken))",
    r"how many people look after",
    r"where does .{1,30}? (?:live|run|sit|go)",
    r"(?:today|currently|at the moment),? (?:how|what|where|who)",
)
TROUBLE = say(
    r"what (?:happened|changed|broke|does it say|do you see|did you see|state|was different)",
    r"what(?:'s| is) broken",
    r"(?:last|first) (?:good|bad|failed|successful) (?:run|night|one)",
    r"since when",
    r"when (?:did|was|does) (?:it|this|that)",
    r"(?:did|have) you (?:\w+ )?(?:change|changed|touch|touched|upgrade|upgraded|try|tried|deploy|redeploy)",
    r"which (?:runs?|flows?|pool|workers?|version|machine)",
    r"what (?:version|type|error|message|do the logs|does the log)",
    r"(?:anything|something) (?:change|new|different)",
    r"did (?:anything|something) (?:fail|change)",
)
IMPACT = say(
    r"how (?:many|much) (?:hours|days|weeks|time|money|nights|mornings)\b(?! of)",
    r"how many people(?:,|\?| (?:does|did|are|were|wait|was))",
    r"how long (?:does|did|do|would|are you|were you) ",
    r"how much (?:did|was|were) ",
    r"how often",
    r"what (?:does|did|do|would|has) (?:that|it|this|those|a .{1,30}?|one .{1,30}?) (?:actually )?(?:cost|mean|do to)",
    r"cost(?:s|ing)? (?:you|the team|the company|the business|them|us)",
    r"impact",
    r"what (?:doesn't|does not|didn't) get done",
    r"what (?:slips|gets delayed|gets dropped|suffers)",
    r"who(?:'s| is| else is)? (?:waiting|affected|waits|feels|feeling|hurt)",
    r"what happens (?:when|if|on)(?! you don't| you do nothing| nothing)",
    r"and if (?:the|it|that|this|he|she|they)\b.{0,40}? (?:late|goes|leaves|fails|breaks|slips|isn't|doesn't)",
)
WHY_NOW = say(
    r"why now",
    r"why (?:this|that) (?:month|quarter|year|date)",
    r"what happens (?:if (?:you|we|nothing|it)|in (?:\w+ )?\w+ if)",
    r"if (?:you|we) (?:don't|do nothing|didn't)",
    r"if nothing (?:changes|happens)",
    r"by when",
    r"when (?:do|would|did) you (?:need|want|have)",
    r"deadline",
    r"what's the (?:date|clock|deadline|timeline|timing)",
    r"(?:has|have|got|is there) (?:\w+ ){0,3}a (?:hard )?date",
    r"what's (?:driving|behind|pushing)",
    r"what does (?:january|february|march|april|may|june|july|august|september|october|november|december)",
)
DECIDERS = say(
    r"who(?:'s| is| else| all| actually| would| has| have| needs| need| does| do)?(?: \w+){0,4} (?:decide|decides"
    r"|sign|signs|approve|approves|say yes"
    r"|involved|agree|owns? (?:the|this) (?:decision|budget)|make the call|makes the call|see it|look at it|weigh in)",
    r"who (?:decides|signs|approves|besides|else|has to|needs to)",
    r"whose (?:decision|budget|call|signature|yes)",
    r"(?:is|are) (?:it|they|that) .{1,30}? (?:that has to|who has to|that needs to|who needs to|that decides|who "
    r"decides) ?\w*",
)
STEPS = say(
    r"(?:decision|approval|buying|procurement|purchasing|review|legal|security) (?:process|path|steps)",
    r"what(?:'s| does) (?:it|that|the process|the path) (?:look|looks) like (?:from here|to get|on your)",
    r"what (?:has|needs|would have) to happen",
    r"how (?:do|does|would|will) (?:you|your \w+|that|this|it) (?:get |be )?(?:decide|approved|decided|signed|bought"
    r"|sign off)",
    r"what(?:'s| is)? (?:it )?(?:going to take|take) to get",
    r"what (?:comes|happens) (?:before|after|next)",
    r"what does (?:a|the) (?:\w+ ){0,3}(?:have to have|need)",
)
TIMELINE = say(
    r"by when",
    r"when (?:do|does|would|will|can|could) (?:you|we|they|he|she|it)(?: \w+){0,2} "
    r"(?:need|want|have|decide|decided|sign|know|hope|plan|start|approve|answer)",
    r"when (?:does|do|is|are) (?:the|your|their) (?:next )?"
    r"(?:board|committee|budget|contract|renewal|quarter|year|deadline|decision|papers?|review)",
    r"deadline",
    r"timeline",
    r"what(?:'s| is) the (?:date|clock|timing|timeframe)",
    r"how soon",
    r"what date",
    r"what's the right moment",
    r"(?:is|has|got) (?:there )?(?:\w+ ){0,4}a date",
)
BUDGET = say(
    r"budget(?:ed|s)?",
    r"how much (?:do|would|have|are|can|did) you (?:\w+ )?(?:spend|spending|pay|paying|set aside|sign)",
    r"what (?:do|are|did) you (?:\w+ )?(?:pay|paying|spend|spending)",
    r"set aside",
    r"where (?:does|did) (?:that|the) (?:number|figure|limit) come",
)
MEASURE = say(
    r"what (?:would|does|will) (?:good|success|a win|done|passing|a pass) ?(?:look|mean)?",
    r"success (?:criteria|criterion|measure|measures)",
    r"how (?:will|would|do) you (?:know|measure|judge|tell)",
    r"what would (?:you (?:need|want|have) to (?:see|have|know)|it have to|have to be true)",
    r"what (?:counts|number|result)\b.{0,30}?(?:pass|passed|success|yes)?",
    r"what(?:'s| is) (?:the )?(?:goal|target|pass mark)",
    r"what do you (?:need|want) to (?:see|have|know|show)",
)
RECAP = say(
    r"what i'm hearing",
    r"let me (?:just )?(?:recap|summarize|summarise|play (?:that|it|this) back|say (?:that |it |this )?back|repeat"
    r"|check i|make sure i)",
    r"to (?:recap|summarize|summarise|sum up)",
    r"(?:so )?what you're saying is",
    r"sounds like (?:your|you(?!'re (?:all )?good)|what you)",
    r"(?:so )?if i (?:understand|understood|heard|got|have|hear) (?:you|that|it|this)(?: right| correctly)?",
    r"did i (?:miss|get|leave)",
    r"what did i (?:miss|leave|get wrong)",
    r"let me say back",
    r"(?:can i|i'll|i'd) (?:just )?say (?:that |it |this )?back",
    r"so you(?:'re| are) (?:saying|telling me)",
    r"so what i(?:'ve| have) got (?:is|so far)",
)
CONFIRM = say(
    r"is that (?:right|correct|fair|accurate|about right|how you'd)",
    r"did i (?:miss|get|leave)",
    r"what did i (?:miss|leave|get wrong)",
    r"(?:have|do) i (?:have |get |got )?(?:that|it) right",
    r"anything (?:i|we) (?:missed|left out|haven't)",
    r"stop me if",
    r"right\?",
)
