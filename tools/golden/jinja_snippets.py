"""One-line templates, each showing one thing that Jinja or Python does to a value."""

VARIABLES = {
    "s": "  Hello, Wörld 😀\u00a0\n",
    "word": "banana",
    "empty": "",
    "n": 7,
    "m": -3,
    "x": 2.5,
    "tiny": 1.5e-7,
    "yes": True,
    "no": False,
    "nothing": None,
    "list": [3, 1, 2, 3],
    "names": ["beta", "Alpha", "gamma"],
    "mixed": [1, "two", 3.0, None, True, ["x"], {"k": "v"}],
    "d": {"b": 1, "a": "it's", "items": "shadowed", "deep": {"er": [10, 20]}},
    "people": [
        {"name": "Ann", "age": 31, "child": False},
        {"name": "Bob", "age": 7, "child": True},
        {"name": "Cid", "age": 9, "child": True, "pet": "cat"},
    ],
}

EXPRESSIONS = """
s
s | trim
'[' ~ s.strip() ~ ']'
'[' ~ s.lstrip() ~ ']' ~ s.rstrip() ~ ']'
s | length
s | upper ~ s | lower
s[2:7]
s[-3]
word[::-1]
word[4:1:-1]
word[1:]
word[:-2]
word[10:]
word[1:100:2]
list[::-1]
list[-2:]
list[:0]
list[5]
list[-1] + list[0]
word.replace('an', 'AN')
word.replace('an', 'AN', 1)
word | replace('a', 'o')
word | replace('a', 'o', 2)
word.split('a')
word.split('a', 1)
word.rsplit('a', 1)
word.split('a')[-1]
' a  b c '.split()
' a  b c '.split(None, 1)
'a,b,,c'.split(',')
'l1\\nl2\\n'.splitlines()
word.startswith('ba'), word.startswith(('x', 'b')), word.endswith('na')
word.find('n'), word.find('z'), word.count('a'), word.rfind('n')
word.title(), 'hello wORLD' | title, 'hELLO' | capitalize, 'hELLO'.capitalize()
'xxhixx'.strip('x'), 'xyhi'.lstrip('yx'), 'hixy'.rstrip('xy')
'abc'.partition('b'), 'abc'.partition('z')
'-'.join(names)
'abc'.removeprefix('a').removesuffix('c')
'12'.isdigit(), 'a1'.isalpha(), 'a1'.isalnum(), ' '.isspace(), 'A'.isupper(), 'a'.islower()
n + m, n - m, n * m, n / 2, n // 2, n % 3, m // 2, m % 2, n ** 2
x + 1, x * 2, x // 1, -x, +n, 5 // 2.0
1 + 2 * 3 - 4 / 2
2 ** 3 ** 2
-n | abs
-2 ** 2
'a' * 3, [0] * 2, 3 * 'ab'
'a' ~ 1 ~ none ~ true ~ 2.0
'a' 'b' "c"
1.0, 1e3, 1e16, 123456789.125, tiny, 0.1 + 0.2, 1_000
true, True, false, none, None
1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, true == 1, 'a' < 'b', 'B' < 'a', [1, 2] < [1, 3]
1 in list, 9 not in list, 'nan' in word, 'a' in d, 'z' in d, not 1 in list
yes and no, yes or no, not yes, no or 'x', '' or 0 or [], 1 and 'y'
not yes and no or yes
n is odd, n is even, n is divisibleby 7, n is divisibleby(2), n is number, x is float, n is integer
s is string, list is iterable, list is sequence, d is mapping, s is iterable, n is iterable, d is sequence
yes is boolean, yes is true, no is false, n is true, nothing is none, nothing is not none
unknown is defined, unknown is undefined, s is defined, d.unknown is defined, not unknown is defined
'a' is in 'abc', 1 is in list, 3 is eq 3, 3 is equalto(4), 3 is ne 4, 3 is gt 2, 3 is lt(2), 3 is ge 3
'abc' is lower, 'ABC' is upper, n is not odd
'yes' if n > 5 else 'no'
'yes' if n > 50
'a' if no else 'b' if no else 'c'
unknown
unknown ~ 'x'
unknown | default('fallback')
empty | default('fallback')
empty | default('fallback', true)
nothing | default('x'), nothing | d('x', boolean=true)
unknown | length
unknown | trim
unknown == other_unknown
mixed
mixed | string
(1, 2), (1,), ()
{'k': [1, 'a', "it's"], 'q': "\\"'"}
d
d.b, d['b'], d.deep.er[1], d.deep['er'][0], d.get('b'), d.get('zz'), d.get('zz', 'no')
d.keys() | list, d.values() | list
d.deep.items() | list
d['items'], d.missing, d['missing']
d | items | list
d.deep | dictsort
{'b': 2, 'A': 1, 'c': 0} | dictsort
{'b': 2, 'A': 1, 'c': 0} | dictsort(true)
{'b': 2, 'A': 1, 'c': 0} | dictsort(by='value')
{'b': 2, 'A': 1, 'c': 0} | dictsort(reverse=true)
mixed | tojson
d | tojson
d | tojson(indent=2)
d.deep | tojson(indent=4)
[] | tojson(indent=2), {} | tojson(indent=2)
d | tojson(sort_keys=true, separators=(',', ':'))
s | tojson, s | tojson(ensure_ascii=true)
'<&>"/\\\\\\x01' | tojson
"tab\\tnew\\nquote\\'" | tojson
[1.0, 1e20, 0.1, 100000.0, 1e-5] | tojson
names | join(', '), names | join, list | join('-')
people | join(', ', attribute='name')
names | sort, names | sort(reverse=true), names | sort(case_sensitive=true), list | sort
people | sort(attribute='age') | map(attribute='name') | list
list | unique | list, ['a', 'A', 'b'] | unique | list
list | min, list | max, list | sum, names | max
people | sum(attribute='age')
list | first, list | last, [] | first, word | last
list | reverse | list, word | reverse
people | map(attribute='name') | list
people | map(attribute='pet', default='none') | join(',')
names | map('upper') | list
names | map('replace', 'a', 'o') | join(' ')
people | selectattr('child') | map(attribute='name') | list
people | rejectattr('child') | map(attribute='name') | list
people | selectattr('age', 'gt', 8) | map(attribute='name') | list
people | selectattr('name', 'equalto', 'Bob') | list | length
people | selectattr('pet', 'defined') | map(attribute='pet') | first
people | rejectattr('name', 'in', ['Ann', 'Bob']) | map(attribute='name') | join
list | select('odd') | list, list | reject('odd') | list, [0, 1, '', 'a'] | select | list
'3' | int + 1, 'x' | int, 'x' | int(5), 3.9 | int, '2.5' | float, 'x' | float
2.5 | round, 3.5 | round, 2.567 | round(2), 2.1 | round(0, 'ceil'), 2.9 | round(method='floor')
m | abs, -2.5 | abs
'a\\nb\\n\\nc' | indent
'a\\nb\\n\\nc' | indent(2, true)
'a\\nb' | indent(width=3, first=false)
'<a href="x">&' | escape
'safe <b>' | safe
range(3) | list, range(2, 8, 3) | list, range(3, 0, -1) | list
dict(a=1, b='x')
names.index('Alpha'), list.count(3)
[1, 2] + [3], (1,) + (2,)
'%' in '50%'
list | length, d | count
(n | string) + 'th'
[1, 2,]
n if n is defined and n > 3 else m
(list | length - 1) - 1
turns is defined and turns[0]
loop is defined
"caf\\u00e9 \\x41 \\\\ \\q"
strftime_now('%d %b %Y %H:%M:%S %B %A %a %p %I %j %y %m %%')
""".strip().splitlines()

STATEMENTS = [
    "{% for x in list %}{{ loop.index }}/{{ loop.length }}:{{ x }}{{ ',' if not loop.last }}{% endfor %}",
    "{% for x in list %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.previtem }}{{ loop.nextitem }} {% endfor %}",
    "{% for x in list %}{{ loop.cycle('odd', 'even') }} {% endfor %}",
    "{% for k, v in d.deep.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for k in d %}{{ k }} {% endfor %}",
    "{% for c in 'aß😀' %}[{{ c }}]{% endfor %}",
    "{% for x in [] %}x{% else %}none{% endfor %}",
    "{% for x in list if x > 1 %}{{ loop.index }}{{ x }} {% else %}none{% endfor %}",
    "{% for x in list if x > 9 %}{{ x }}{% else %}none{% endfor %}",
    "{% for x in list %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% if loop.index == 3 %}{% break %}{% endif %}{% endfor %}",
    "{% for x in unknown %}x{% endfor %}done",
    "{% for a, b in [(1, 2), (3, 4)] %}{{ a + b }} {% endfor %}",
    "{% for x in [1, 2] %}{% for y in [3, 4] %}{{ x * y }}{{ loop.last }} {% endfor %}{% endfor %}",
    "{% set a = 1 %}{% for x in list %}{% set a = a + x %}{% endfor %}{{ a }}",
    "{% set ns = namespace(a=1) %}{% for x in list %}{% set ns.a = ns.a + x %}{% endfor %}{{ ns.a }}",
    "{% if yes %}{% set inside = 5 %}{% endif %}{{ inside }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}",
    "{% set t = 1, 2 %}{{ t }}",
    "{% set block %}  x{{ n }}\n{% endset %}[{{ block }}]",
    "{% macro m(a, b='B', c=none) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }} {{ m(1, 2) }} {{ m(c=3, a=4) }}",
    "{% macro outer() %}{{ n }}{% set n = 9 %}{{ n }}{% endmacro %}{{ outer() }}{{ n }}",
    "{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('a') ~ m('b') | upper }}",
    "{% if no %}a{% elif n == 7 %}b{% elif yes %}c{% else %}d{% endif %}",
    "{% if unknown %}a{% else %}b{% endif %}{% if nothing %}a{% endif %}{% if '' %}a{% endif %}{% if [0] %}c{% endif %}",
    "a\n{% if yes %}\nb\n{% endif %}\nc",
    "a\n  {% if yes %}\n  b\n  {% endif %}\nc\n",
    "a\n  {%- if yes -%}\n  b\n  {%- endif %}\nc\n\n",
    "a\n  {%+ if yes +%}\n  b\n  {%+ endif %}\nc",
    "  {% if yes %} x {% endif %} \n y",
    "x {# comment #} y\n  {# own line #}\nz{#- tight -#}  w",
    "  {{ n }}\n  {{- n }}\n  {{ n -}}  \n end",
    "{% raw %}{{ n }} {% if %}{% endraw %}\nafter",
    "x{%- raw -%}  {{ y }}  {%- endraw -%}  z",
    "\r\nline\r\n{{ n }}\r\n",
    "{{ {'a': {'b': 1}}['a']['b'] }}{{ '}}' }}{{ \"{% x %}\" }}",
    "{{ n }}\n",
    "{{ n }}\n\n",
    "",
    "{%- for x in list %}\n{{- x }}\n{%- endfor %}\n",
    "{{ 'multi\nline' }}",
    "{% set x = 'a' if no else 'b' %}{{ x }}",
    "{% set x = names | map('lower') | list %}{{ x[0] ~ x[-1] }}",
]

FAILURES = [
    "{{ unknown.field }}",
    "{{ unknown['field'] }}",
    "{{ d.missing.deeper }}",
    "{{ 'a' + 1 }}",
    "{{ unknown + 'a' }}",
    "{{ 1 < 'a' }}",
    "{{ n() }}",
    "{{ raise_exception('no') }}",
    "{% for x in 5 %}{% endfor %}",
    "{% set a, b = [1, 2, 3] %}",
    "{{ list.append(1) }}",
    "{{ d.update({}) }}",
    "{{ 1 // 0 }}",
    "{{ nothing | length }}",
    "{% set s.x = 1 %}",
]

SNIPPETS = ["{{ " + expression + " }}" for expression in EXPRESSIONS] + STATEMENTS + FAILURES
