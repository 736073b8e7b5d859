"""The words of concerns, by type, and of what is said in answer to them. Data, English."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.phrases import NUMBER, Phrases, say

_INTENSE = r"(?:(?:a bit|a little|really|very|pretty|quite|too|way too|kind of|still|rather|so|just|that|extremely) )"
_CONCERN = (
    r"(?:(?:i'm|i am|we're|we are) (?:\w+ ){0,2}(?:worried|concerned|nervous|skeptical|sceptical|hesitant|not convinced"
    r"|not sold)|(?:my|our|the|one) (?:\w+ )?(?:concern|worry|hesitation|fear)|what (?:worries|bothers|scares) (?:me"
    r"|us)"
    r"|(?:i|we)(?:'d| would)? (?:still )?(?:worry|struggle)|(?:worried|afraid|scared) (?:that )?(?:we|i|it)(?:'\w+)?)"
)
ACKNOWLEDGE = say(
    r"(?:that's |that is |it's |a )?fair (?:point|enough|complaint|question|concern|ask)?",
    r"i (?:totally |completely |absolutely |do |can )?(?:hear|understand) (?:you|that|your|the|why|where|it)",
    r"i (?:totally |completely |can )?understand",
    r"(?:that |it |this )?makes (?:total |complete |perfect |a lot of )?sense",
    r"i (?:totally |completely )?get (?:it|that|why)",
    r"i can (?:see|imagine) (?:why|how|that)",
    r"(?:that's |that is )?(?:a |an )?(?:completely |totally |perfectly |really )?(?:valid|legitimate|reasonable"
    r"|common|good|great|real|important) "
    r"(?:concern|point|question|worry|one)",
    r"your caution is",
    r"you're (?:absolutely |totally |completely )?right",
    r"i(?:'m| am) (?:really )?glad you (?:raised|brought|said|asked|told|mentioned)",
    r"thank(?:s| you) for (?:saying|raising|being|telling|bringing)",
    r"i appreciate (?:that|you|the)",
    r"i(?:'d| would) (?:have liked|feel the same|say the same|be annoyed)",
)
RESOLVED = say(
    r"(?:does|do|did|would|will) (?:that|this|it|the (?:explanation|answer)|my answer)(?: \w+){0,2} (?:help|answer"
    r"|address|settle|cover|resolve|make sense|hold up|ease"
    r"|work|be enough|sound|align|change)",
    r"how (?:does|do|would) (?:that|this|it) (?:sound|land|sit|look|align|fit)",
    r"is (?:that|it|this) (?:still )?(?:a concern|a problem|an issue|on the table|enough|off the table|okay|ok|fair"
    r"|better)",
    r"on the table or off",
    r"did (?:i|that|this) (?:answer|address|help|cover)",
    r"would that (?:help|work|address|be enough|be helpful|solve)",
    r"what(?:'s| is) (?:still )?(?:missing|left|open)",
    r"what would .{1,30}? still",
    r"are you (?:comfortable|okay|ok) with",
    r"where does that leave",
)
DISCOUNT = say(
    rf"(?:take|do|get you|knock|give you|offer(?: you)?|get to|go to|find) (?:you )?(?:up to )?(?:an? |another |maybe "
    rf")?{NUMBER} ?(?:percent|%)(?: off)?",
    rf"{NUMBER} ?(?:percent|%) (?:off|discount|promotion)",
    r"(?:offer|give|do|get|apply|include|have|send)(?: you)? (?:an? |another |some |the )?(?:\w+ )?(?:discount"
    r"|promotion)(?: code)?",
    r"(?:throw|throwing) in (?:the|a|some|an)",
    r"(?:at no cost|for free|free of charge|waive)",
    r"be (?:a bit |a little |more )?(?:creative|flexible) (?:on|with)",
    r"be (?:a bit |a little |more )(?:creative|flexible)",
    r"(?:bring|get|take) (?:it|that|the price|the number|this) down",
    r"there's (?:usually |probably |definitely |always )?(?:some )?(?:room|wiggle room) (?:in|on|there)(?: it| that| "
    r"the price)?",
    affirmed=True,
)
PRICE_TALK = say(
    r"pric(?:e|es|ed|ing|ey)",
    r"quotes?",
    r"costs?(?! (?:us|them|me)\b)",
    r"discount(?:s|ed)?",
    r"budget(?:s|ed)?",
    r"dollars?",
    r"euros?",
    r"thousand",
    r"\$ ?\d+(?:[,.]\d+)*",
    r"\d+ ?(?:k|grand)",
    r"(?:net|per) (?:thirty|sixty|seat|user|year)",
    r"renewal price",
    r"overpay(?:ing)?",
)
PRICE_NAMED = say(
    r"pric(?:e|es|ed|ing)",
    r"(?:the|your|our|a|revised) quotes?",
    r"discounts?",
    r"how much (?:does|would|is|do) (?:it|this|that|you)",
    r"what does (?:it|this|that) cost",
)


@dataclass(frozen=True, slots=True)
class Concern:
    """How one type of objection sounds. `firm` words always count; `weak` ones not in the answer to a question.

    `topics`: with these, a worry that is named as one ("my concern is …") is of this type.
    """

    firm: Phrases
    weak: Phrases
    topics: Phrases


PRICING = Concern(
    firm=say(
        rf"(?:it's|that's|this is|it is|that is|you're|you guys are|price is|quote is|cost is|sounds|seems|looks"
        rf"|feels) {_INTENSE}*"
        r"(?:expensive|pricey|steep|costly)(?! (?:mistake|lesson|problem|night|failure|outage))",
        r"(?<!are )(?<!'re )(?<!was )(?<!were )(?:too|way too|so) (?:expensive|pricey|steep|much money)(?= for (?:us"
        r"|me|what|a team|our)|[.,!]| right now)",
        r"(?:is|'s) (?:still )?(?:a lot of|too much) money",
        r"more than (?:we|i) (?:have|pay|budgeted|expected|planned|wanted|can)(?: \w+){0,2}",
        r"(?:twice|double|triple|three times|half again) (?:what|as much as) (?:we|i) (?:pay|have|budgeted|spend)(?: "
        r"now| today)?",
        r"(?:over|above|outside|beyond|out of|not in) (?:our|my|the|this year's) budget",
        r"(?:percent|thousand|grand) over",
        r"(?:don't|do not|didn't|haven't) (?:really )?(?:have|got) "
        r"(?:the |that |any |much |that kind of |an? (?:\w+ )?)?(?:budget|money)",
        r"(?:no|a tight|on a tight|already (?:have )?a tight) budget",
        r"budget(?:'s| is) (?:really |pretty |very |already )?(?:tight|frozen|fixed|limited|gone|spent)",
        r"can't (?:afford|justify) (?:it|that|this|something|to (?:pay|spend)|your|the (?:price|cost|quote"
        r"|licen[cs]e))",
        r"(?:i'm not sure|not sure) (?:we|i) can afford",
        r"price (?:is|seems|looks|feels) (?:too |a bit |really |pretty |quite )?(?:high|steep)",
        r"sticker shock",
        r"(?:might|may|could|would|will|we'd|we're|i'd|not|don't want to|to) (?:be )?overpay(?:ing)?",
        r"hard to justify",
        r"paying for (?:advice|something) when",
    ),
    weak=say(
        r"cheaper",
        r"(?:half|a third|a quarter|a fraction) (?:of )?(?:the|your|that) (?:price|cost|number|money)",
        r"(?:roughly |about )?(?:half|twice|double) (?:your|the) (?:number|price)",
        r"still more than",
        r"is a lot(?: for)",
    ),
    topics=say(r"pric(?:e|es|ing)", r"costs?", r"budget", r"fees?", r"money", r"expensive", r"overpay(?:ing)?"),
)
TIMING = Concern(
    firm=say(
        r"not (?:a |the )?(?:good|right|great|best) (?:time|moment)",
        r"(?:not sure|don't know|unsure|wonder(?:ing)?) (?:if|that|whether) (?:now|this|it)(?:'s| is) (?:really )?"
        r"(?:the |a )?(?:right|best|good) (?:time|moment)",
        r"(?:now|this) (?:might|may) not be (?:the |a )?(?:right|best|good|great) (?:time|moment)",
        r"(?:bad|wrong|terrible) (?:time|timing)(?: for (?:us|me|this|that))?",
        r"(?:not|isn't) (?:really )?a priority",
        r"don't have (?:the )?(?:bandwidth|capacity)",
        r"(?:too busy|too much on (?:our|my)) ?(?:right now|this (?:quarter|year|month)|to|plate)?",
        r"not (?:until|before) (?:next (?:year|quarter)|q[1-4]|january|february|march|april|may|june|july|august"
        r"|september|october|november"
        r"|december|the new year)",
        r"(?:revisit|pick (?:it|this) up|come back to (?:it|this)|look at (?:it|this)|decide (?:it|this)) (?:again "
        r")?(?:in|next|after) (?:the )?"
        r"(?:q[1-4]|quarter|year|new year|january|february|march|april|june|july|august|september|october|november"
        r"|december)",
        r"not sure why (?:i|we)(?:'d| would| should) .{1,30}?(?:now|this (?:year|quarter|month)|january|march|june"
        r"|september|december)",
    ),
    weak=say(r"(?:next|this) year,? (?:maybe|probably)", r"(?:maybe|probably) next (?:year|quarter)"),
    topics=say(r"timing", r"timeline", r"this (?:quarter|year)", r"bandwidth"),
)
TECHNICAL_FIT = Concern(
    firm=say(
        r"(?:deal ?-?breaker|show ?-?stopper|non-?starter|hard no)",
        r"(?:won't|wouldn't|will not|would not|doesn't|does not) (?:really )?work for (?:us|me|my team|our)",
        r"(?:that|it|this) (?:doesn't|does not|won't|wouldn't) (?:really )?(?:solve|fix|help|answer) (?:my|our|the"
        r"|that|it|us|me)",
        r"not sure (?:if |that |whether )?(?:it|this|that|you|prefect|cloud) (?:\w+ )?(?:would |will |can |could "
        r")(?:work|handle|scale|fit|cope|support)",
        r"(?:can't|won't|not going to) (?:just )?(?:rewrite|port|migrate) (?:everything|all|the whole|hundreds)",
        r"what if (?:it|your side|you|prefect|cloud) (?:goes|is|are|go) down",
        r"i (?:kind of |sort of )?object to",
    ),
    weak=say(
        r"we tried (?:it|that|this) (?:in|with|last|before)",
        r"(?:i|we) (?:must|have to|need to|would have to) rewrite",
    ),
    topics=say(
        r"downtime",
        r"migrat\w+",
        r"transition\w*",
        r"implementation",
        r"integrat\w+",
        r"rewrit\w+",
        r"scal(?:e|ing)",
        r"learning curve",
        r"lock(?:ed)?[- ]in",
        r"training",
        r"moving (?:everything|over)",
    ),
)
COMPETITOR = Concern(
    firm=say(
        r"(?:also |already )?(?:looking|looked|talking|evaluating|comparing|considering|trialing|trialling) (?:at |to "
        r"|with )?(?:\w+ )?"
        r"(?:airflow|astronomer|mwaa|dagster|temporal|step functions|control-m|kestra|argo|another (?:vendor|tool"
        r"|product)|other (?:vendors|tools|products)"
        r"|a competitor|your competitors?)",
        r"why (?:wouldn't|don't|shouldn't) (?:we|i) (?:just )?(?:use|go with|stay (?:on|with)|keep) \w+",
        r"(?:another|second|other) (?:quote|offer|bid)",
        r"(?:airflow|astronomer|mwaa|dagster|temporal|step functions|amazon|google|microsoft) (?:is|does|can|has"
        r"|gives|already|comes|for)\b.{0,30}?"
        r"(?:cheaper|free|already|half|better|same thing)",
    ),
    weak=say(
        r"hosted airflow",
        r"they(?:'re| are) (?:cheaper|half the)",
        r"(?:a tool|somebody|someone|a product|one) (?:at|for|with) (?:half|a third|a fraction)",
    ),
    topics=say(r"airflow", r"dagster", r"temporal", r"competitors?", r"another (?:vendor|tool)"),
)
SECURITY = Concern(
    firm=say(
        r"(?:data|information|records?|names|rows|files|it|nothing|phi|pii|code) (?:can't|cannot|can not|must not|may "
        r"not|mustn't|isn't allowed to|is not allowed to|never|can) "
        r"(?:leave|leaves|go outside|go out|cross)(?: (?:our|the|my|this))?(?: \w+)?",
        r"security (?:won't|will not|wouldn't|would never|is never going to|has to approve|isn't going to)",
        r"(?:isn't|not|wouldn't be|won't be) (?:allowed|approved|permitted|compliant)(?! for)",
    ),
    weak=say(
        r"(?:our|my) (?:security|privacy|compliance) (?:team|officer|people|guys?) (?:\w+ )?(?:will|would|wants?"
        r"|needs?)"
    ),
    topics=say(
        r"secur\w+", r"complian\w+", r"privacy", r"gdpr", r"hipaa", r"phi", r"pii", r"breach(?:es)?", r"patient data"
    ),
)
AUTHORITY = Concern(
    firm=say(
        r"(?:isn't|not|is not) my (?:decision|call)",
        r"i (?:can't|cannot|don't|couldn't) (?:decide|sign|approve) (?:that|this|it|anything)?",
        r"(?:have|need|would have|would need|'d have|'d need) to (?:run|take|check|clear|get|bring|explain|sell) "
        r"(?:it|this|that) (?:by|past|to|with|through|in front of) "
        r"(?:my|our|the) (?:boss|manager|cfo|cto|cio|ceo|team|board|vp|director|procurement|legal|leadership"
        r"|committee|finance)",
        r"above my pay ?grade",
    ),
    weak=say(r"(?:goes|go|has to go) (?:up )?to (?:the|our) (?:board|committee|cfo|cfo's committee)"),
    topics=say(r"(?:my|our) (?:boss|cfo|cto|board|leadership)"),
)
STATUS_QUO = Concern(
    firm=say(
        r"(?:we're|we are|i'm|i am) (?:pretty |quite |perfectly |actually )?(?:fine|happy|okay|good) with (?:what|how"
        r"|our|the way|it)",
        r"(?:works|works just|working) (?:fine|well enough|okay|ok) (?:for us|as it is|today|now|the way)",
        r"(?:ain't|isn't|not) broke(?:n)?",
        r"(?:don't|doesn't|do not|does not) (?:really )?(?:see|think) (?:why|that there's a problem|there's a problem"
        r"|we need (?:it|this|that|you|another|a)|the need|a need|what problem|the point)",
        r"why (?:would|should) (?:we|i|he|she|they) (?:even )?(?:change|switch|move|bother)",
        r"already invested (?:\w+ ){0,4}(?:in|into)",
        r"(?:switching|migrating|transitioning|moving) (?:\w+ ){0,5}(?:huge undertaking|daunting|nightmare|too "
        r"(?:risky|much|hard)|painful|hassle)",
    ),
    weak=say(r"we already have (?:something|a tool|that)"),
    topics=say(r"switching", r"chang(?:e|ing) (?:tools|vendors|everything)"),
)
WORRY = say(_CONCERN)
