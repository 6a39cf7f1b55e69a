#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
#
# expect.py EXPORT FOLDER: from `hvgen export --format json`, writes expect.c, which checks Generated/include/vtx.h
# against values that are computed here, and arch.c, which compares it with Generated/arch. Both are C and C++.

import json
import random
import re
import sys

export = json.load(open(sys.argv[1]))
folder = sys.argv[2]
dice = random.Random(20260214)
lines = []


def snake(label):
    parts = re.sub(r'(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])', '_', label)
    return parts.lower()


def text(string):
    return '"' + string.replace('\\', '\\\\').replace('"', '\\"') + '"'


def check(condition):
    lines.append(f'\tCHECK({condition});')


def same(name, number, suffix='ull'):
    check(f'{name} == {number:#x}{suffix}')


def cut(value, bits):
    return value & ((1 << bits) - 1)


# ---------------------------------------------------------------- constants

high_half = {'64-bit'}
for field in export['fields']:
    same('VTX_' + field['symbol'], int(field['encoding'], 16))
    if field['width'] in high_half:
        same('VTX_' + field['symbol'] + '_HIGH', int(field['encoding'], 16) + 1)
    check(f'strcmp(vtx_field_name({field["encoding"]}), {text(field["name"])}) == 0')
check('vtx_field_name(0x7fff) == NULL')
for msr in export['capabilityMSRs']:
    same('VTX_' + msr['symbol'], int(msr['address'], 16))
for error in export['instructionErrors']:
    same('VTX_' + error['symbol'], error['number'])
    check(f'strcmp(vtx_instruction_error_text({error["number"]}), {text(error["text"])}) == 0')
check('vtx_instruction_error_text(14) == NULL')
for values in export['values']:
    for value in values['values']:
        same(f'VTX_{values["symbol"]}_{snake(value["label"]).upper()}', value['number'])

# ---------------------------------------------------------------- controls

word_width = {'tertiary': 64, 'secondaryExit': 64}
default1 = {}
for control in export['controls']:
    bit, symbol, word = control['bit'], control['symbol'], snake(control['word'])
    width = word_width.get(control['word'], 32)
    same(f'VTX_{symbol}_BIT', bit)
    same(f'VTX_{symbol}', 1 << bit)
    check(f'sizeof(VTX_{symbol}) == {width // 8}')
    value = cut(dice.getrandbits(64), width)
    lines.append(f'\t{{ struct vtx_{word}_controls c; c.word = {value:#x}ull;')
    check(f'vtx_get_{symbol.lower()}(c) == {"true" if value >> bit & 1 else "false"}')
    check(f'vtx_set_{symbol.lower()}(c, true).word == {value | 1 << bit:#x}ull')
    check(f'vtx_set_{symbol.lower()}(c, false).word == {value & ~(1 << bit):#x}ull')
    lines.append('\t}')
    if control['default1']:
        check(f'VTX_{word.upper()}_CONTROLS_DEFAULT1 & VTX_{symbol}')
    else:
        check(f'!(VTX_{word.upper()}_CONTROLS_DEFAULT1 & VTX_{symbol})')

# ---------------------------------------------------------------- layouts

for layout in export['layouts']:
    width = layout['width']
    for bits in layout['layout']:
        constant = f'VTX_{layout["symbol"]}_{snake(bits["label"]).upper()}'
        function = f'{layout["symbol"].lower()}_{snake(bits["label"])}'
        count = bits['high'] - bits['low'] + 1
        mask = ((1 << count) - 1) << bits['low']
        same(constant + '_SHIFT', bits['low'])
        same(constant + '_MASK', mask)
        for _ in range(3):
            word = cut(dice.getrandbits(64), width)
            value = cut(dice.getrandbits(64), count)
            check(f'vtx_get_{function}({word:#x}{"u" if width < 64 else "ull"}) == {(word & mask) >> bits["low"]:#x}ull')
            argument = f'{value:#x}ull' if count == 64 else f'{value:#x}u' if count < 33 else f'{value:#x}ull'
            if count == 1:
                argument = 'true' if value else 'false'
            check(f'vtx_set_{function}({word:#x}{"u" if width < 64 else "ull"}, {argument}) == '
                  f'{word & ~mask | value << bits["low"]:#x}ull')

# ---------------------------------------------------------------- exits

for exit in export['exitReasons']:
    same('VTX_' + exit['symbol'], exit['number'])
    check(f'strcmp(vtx_exit_reason_name({exit["number"]}), {text(exit["name"])}) == 0')
    facts = {
        'QUALIFICATION': 'qualification' in exit, 'INSTRUCTION_INFO': 'instructionInfo' in exit,
        'INSTRUCTION_LEN': exit['instructionLength'], 'LINEAR_ADDRESS': exit['guestLinearAddress'],
        'PHYSICAL_ADDRESS': exit['guestPhysicalAddress'], 'FAULT_LIKE': exit['kind'] == 'faultLike',
        'TRAP_LIKE': exit['kind'] == 'trapLike', 'ASYNCHRONOUS': exit['kind'] == 'asynchronous',
        'ENTRY_FAILURE': exit['kind'] == 'entryFailure', 'DURING_DELIVERY': exit['duringEventDelivery'],
        'FROM_USER_MODE': exit['fromUserMode'], 'NMI_QUALIFICATION': exit['nmiUnblocking'] == 'exitQualification',
        'NMI_INTR_INFO': exit['nmiUnblocking'] == 'interruptionInformation',
    }
    wanted = ' | '.join('VTX_EXIT_PROPERTY_' + name for name, holds in facts.items() if holds) or '0'
    check(f'vtx_exit_properties({exit["number"]}) == ({wanted})')
check('vtx_exit_reason_name(0xfff0) == NULL && vtx_exit_properties(0xfff0) == 0')

# ---------------------------------------------------------------- structures

for record in export['records']:
    tag = 'struct vtx_' + record['symbol']
    check(f'sizeof({tag}) == {record["size"]}')
    for member in record['members']:
        check(f'offsetof({tag}, {member["symbol"]}) == {member["offset"]}')
        check(f'sizeof((({tag} *)0)->{member["symbol"]}) == {member["size"]}')

# ---------------------------------------------------------------- accessors

types = {'16-bit': 16, '32-bit': 32, '64-bit': 64, 'natural-width': 64}
for field in export['fields']:
    bits, symbol = types[field['width']], field['symbol'].lower()
    value = cut(dice.getrandbits(64) | 1 << bits - 1, bits)
    lines.append(f'\t{{ vtx_u{bits} in = ({value:#x}{"u" if bits < 64 else "ull"}), out = 0;')
    lines.append(f'\tmachine[{field["encoding"]}] = 0;')
    if field['access'] == 'read-only':
        lines.append(f'\tmachine[{field["encoding"]}] = in;')
    else:
        lines.append(f'\tvtx_write_{symbol}(in);')
    check(f'machine[{field["encoding"]}] == {value:#x}ull')
    lines.append(f'\tvtx_read_{symbol}(&out);')
    check('out == in')
    lines.append('\t}')

# ---------------------------------------------------------------- what exists

pairs = {msr['name'] for msr in export['capabilityMSRs'] if [b['label'] for b in msr['layout']] == ['mustBe1', 'mayBe1']}
by_address = {int(msr['address'], 16): msr['name'].lower() for msr in export['capabilityMSRs'] + export['msrs']}
by_id = {f'{control["word"]}.{control["bit"]}': control for control in export['controls']}


def allowed(identifier, caps):
    control = by_id[identifier]
    name = control['capabilityMSR']
    if 'trueMSR' in control and caps['ia32_vmx_basic'] >> 55 & 1:
        name = control['trueMSR']
    value = caps[name.lower()] >> 32 if name in pairs else caps[name.lower()]
    return value >> control['bit'] & 1 == 1


def exists(condition, caps):
    """`(a | (b & c))` by descent; the grammar is in Spec/Architecture/README.md."""
    tokens = re.findall(r'[()|&]|[^()|&]+', condition)
    tokens = [token.strip() for token in tokens if token.strip()]

    def one():
        token = tokens.pop(0)
        if token == '(':
            value = one()
            while tokens[0] != ')':
                operator = tokens.pop(0)
                other = one()
                value = value or other if operator == '|' else value and other
            tokens.pop(0)
            return value
        if token == 'always':
            return True
        if token == 'undocumented':
            return False
        if token.startswith('cpuid '):
            return caps['cpuid_' + token[6:].lower()] == 1
        match = re.fullmatch(r'msr (0x[0-9a-f]+) bit (\d+)', token)
        if match:
            return caps[by_address[int(match[1], 16)]] >> int(match[2]) & 1 == 1
        return allowed(token, caps)

    return one()


conditions = [item['existsWhen'] for kind in ('fields', 'exitReasons', 'capabilityMSRs') for item in export[kind]]
features = sorted({'cpuid_' + name.lower() for c in conditions for name in re.findall(r'cpuid ([^\s()|&]+)', c)})
others = sorted({by_address[int(a, 16)] for c in conditions for a in re.findall(r'msr (0x[0-9a-f]+)', c)}
                - {msr['name'].lower() for msr in export['capabilityMSRs']})
assert exists('(secondary.1 | always)', {msr['name'].lower(): 0 for msr in export['capabilityMSRs']})
for _ in range(24):
    caps = {msr['name'].lower(): dice.getrandbits(64) for msr in export['capabilityMSRs']}
    caps.update({name: dice.getrandbits(64) for name in others})
    caps.update({name: dice.getrandbits(1) for name in features})
    lines.append('\tmemset(&caps, 0, sizeof(caps));')
    for name, value in caps.items():
        lines.append(f'\tcaps.{name} = {"true" if value else "false"};' if name in features
                     else f'\tcaps.{name} = {value:#x}ull;')
    for field in export['fields']:
        wanted = 'true' if exists(field['existsWhen'], caps) else 'false'
        check(f'vtx_field_exists(&caps, {field["encoding"]}) == {wanted}')
        if field['existsWhen'] != 'undocumented':
            check(f'vtx_has_{field["symbol"].lower()}(&caps) == {wanted}')
    for exit in export['exitReasons']:
        check(f'vtx_exit_reason_exists(&caps, {exit["number"]}) == '
              + ('true' if exists(exit['existsWhen'], caps) else 'false'))
    for msr in export['capabilityMSRs']:
        check(f'vtx_has_{msr["symbol"].lower()}(&caps) == ' + ('true' if exists(msr['existsWhen'], caps) else 'false'))
    for control in export['controls']:
        check(f'vtx_allows_{control["symbol"].lower()}(&caps) == '
              + ('true' if allowed(f'{control["word"]}.{control["bit"]}', caps) else 'false'))

# ---------------------------------------------------------------- lists

counts = {
    'FIELD': len(export['fields']), 'CONTROL': len(export['controls']), 'CONTROL_WORD': 7,
    'EXIT_REASON': len(export['exitReasons']), 'INSTRUCTION_ERROR': len(export['instructionErrors']),
    'CAPABILITY_MSR': len(export['capabilityMSRs']), 'RECORD': len(export['records']),
    'MEMBER': sum(len(record['members']) for record in export['records']),
    'BITS': sum(len(layout['layout']) for layout in export['layouts']),
    'VALUE': sum(len(values['values']) for values in export['values']),
    'REQUIREMENT': sum(len(control['requires']) for control in export['controls']),
}
for name, count in counts.items():
    check(f'(0 VTX_FOR_EACH_{name}(ONE)) == {count}')

# ---------------------------------------------------------------- output

heads = '''/* SPDX-License-Identifier: GPL-2.0-only */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static uint64_t machine[0x8000];
#define VTX_VMREAD(encoding) machine[encoding]
#define VTX_VMWRITE(encoding, value) (machine[encoding] = (value))
#include "vtx.h"
#include "vtx.h"

int other(void);
#define ONE(...) + 1
static int passed, failed;
#define CHECK(condition) do { if (condition) passed++; else { failed++; \\
	printf("not ok line %d: %s\\n", __LINE__, #condition); } } while (0)
'''
# Small functions: a compiler takes long for one of ten thousand lines.
functions, body, depth = [], [], 0
for line in lines:
    body.append(line)
    depth += line.count('{') - line.count('}')
    if len(body) > 400 and depth == 0 and not line.startswith('\tcaps.') and not line.startswith('\tmemset'):
        functions.append(body)
        body = []
functions.append(body)
with open(f'{folder}/expect.c', 'w') as file:
    file.write(heads + '\nstatic struct vtx_capabilities caps;\n')
    for number, body in enumerate(functions):
        file.write(f'\nstatic void part_{number}(void)\n{{\n' + '\n'.join(body) + '\n}\n')
    file.write('\nint main(void)\n{\n' + ''.join(f'\tpart_{n}();\n' for n in range(len(functions))))
    file.write('\tCHECK(other() == 48);\n\tprintf("%d passed, %d failed\\n", passed, failed);\n'
               '\treturn failed != 0 || passed < 10000;\n}\n')
with open(f'{folder}/arch.c', 'w') as file:
    file.write('#include "arch/vmcs_fields.h"\n#include "arch/exit_reasons.h"\n#include "arch/msrs.h"\n#include "vtx.h"\n')
    for item in export['fields'] + export['exitReasons'] + export['capabilityMSRs']:
        file.write(f'VTX_ASSERT(HV_{item["symbol"]} == VTX_{item["symbol"]}, "{item["symbol"]}");\n')
