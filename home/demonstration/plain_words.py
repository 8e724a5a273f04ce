"""The plain pages of the demonstration council: what every panel must tell its members."""

PLAIN_PAGES = [
    {
        "title": "How the panel works",
        "slug": "how-it-works",
        "footer_group": "site",
        "lead": "You say what you think, hear both sides, and say what you think again. "
        "Councillors see what changed, by ward, and never who you are.",
        "body": """
<h2>Who can join</h2><p>Anyone aged 16 or over who lives in the council’s area. It takes three short
screens: your e-mail address, your postcode and your age band.</p>
<h2>What we ask you to do</h2><p>At most four things in three months. Each says how long it takes,
who decides, and when. You may always say no.</p>
<h2>What happens with your answers</h2><p>They are counted with everybody else’s and published by ward.
A figure that stands for fewer than ten people is never shown. When the council has decided, we write
down what we asked, what you said and what we did, and tell you.</p>
<h2>Why some questions come twice</h2><p>On hard questions we ask you before and after you have read the
reasons for each side and put questions to experts. What moves in between is what councillors want to know.</p>
<h2>Begin</h2><p><a href="/join/">Join the panel</a>, or <a href="/consultations/">see what is open</a> first.</p>""",
    },
    {
        "title": "Rules for taking part",
        "slug": "rules",
        "footer_group": "site",
        "lead": "Say what you think about the matter. A moderator removes words only under one of these rules, and says which.",
        "body": """
<ol><li><b>Keep to the matter.</b> Start a topic of your own for something else.</li>
<li><b>No insults and no hatred.</b> Argue with what people say, not with who they are.</li>
<li><b>Nothing against the law.</b> No threats, and nothing that urges others to break the law.</li>
<li><b>No private person’s name or details.</b> Yours included: no phone numbers or home addresses.</li>
<li><b>No advertising.</b></li>
<li><b>No canvassing.</b> Nothing that urges a vote for or against a candidate or a party.</li></ol>
<h2>When something of yours is removed</h2><p>You are told which rule it broke, and you can appeal. Somebody
else looks at it again.</p>
<h2>When you see something that should not be there</h2><p>Use <b>Report</b> beside it. You do not need an account.
A moderator looks at it within three working days, and within one hour if a life may be in danger.</p>""",
    },
    {
        "title": "Privacy",
        "slug": "privacy",
        "footer_group": "data",
        "lead": "We keep who you are, what you told us about yourself and what you answered in three separate places.",
        "body": """
<h2>What we keep</h2><p>Your e-mail address, your postcode and ward, your age band, and the name that you
chose to show. If you take part, your answers, your posts and your questions.</p>
<h2>How your answers are kept apart</h2><p>Your answers carry a code instead of your name. The code is made with
a secret that is not in the database. It lets us show you your own answers and stops anybody from answering twice.
Nobody can turn a code back into a name.</p>
<h2>Who sees what</h2><p>Councillors and the public see figures for ten people or more, never one person’s
answers. What you write in a forum or ask an expert is public under the name that you chose.</p>
<h2>Cookies</h2><p>One that keeps you signed in, one that protects forms, and one that counts your vote in a quick
poll once. If you answer questions without an account, one leads you back to them. If you choose easy read or large
print, one keeps that until you have sent your answers. There are no others, and nothing is sent to any other company.</p>
<h2>Leaving</h2><p>You can leave at any time on <a href="/account/">My panel</a>. We then delete who you are. Answers that
have been counted stay, without any link to you.</p>""",
    },
    {
        "title": "Accessibility statement",
        "slug": "accessibility",
        "footer_group": "data",
        "lead": "We want everyone to be able to take part: by keyboard, by ear, on a small phone, with scripts off, or by phone and on paper.",
        "body": """
<h2>How accessible this site is</h2><p>It is built to the Web Content Accessibility Guidelines, version 2.2, level AA.
Every change is tested by machine on every page of the main journeys, at two widths.</p>
<h2>What does not work yet</h2><p>Maps have a table beside them that holds the same figures. Live sessions update by
themselves only where scripts run; elsewhere use the Refresh link.</p>
<h2>Tell us about a problem</h2><p>Phone or write to us: the number and address are at the foot of every page. We answer within
five working days. If you are not happy with our answer, contact the Equality Advisory and Support Service.
The Equality and Human Rights Commission enforces the regulations.</p>
<h2>About this statement</h2><p>This is the statement of a demonstration site. A council replaces it with its own.</p>""",
    },
]
