#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Usage: declared.py MODEL.json OUT.c OUT.wrap

Makes tables for fuzz_handlers of what `hvgen export --format json` says:
what each handler may do (declared.h), wrappers of the natives, through which
all calls of handlers go, and the linker's options for those."""

import json
import re
import sys

REGISTERS = ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi"] + [f"r{n}" for n in range(8, 16)]
WORDS = {"pin": "pin", "primary": "primary", "secondary": "secondary", "tertiary": "tertiary",
         "exit": "exit", "secondaryExit": "secondary_exit", "entry": "entry"}
SCOPES = ["vcpu", "cpu", "vm"]


def c_name(native):
    """`fillEPT` is `hv_fill_ept`."""
    return "hv_" + re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", native).lower()


def words(values):
    return "(const u32[]){ " + "".join(f"{value}, " for value in values) + "DECLARED_END }"


def fields(symbols):
    return words(f"HV_{symbol}" for symbol in symbols)


def msrs(texts):
    rows = []
    for text in texts:
        if text == "any":
            rows.append("{ DECLARED_ANY_MSR, 0 }, ")
        elif text.startswith("register "):
            rows.append(f"{{ DECLARED_MSR_OF, {REGISTERS.index(text.split()[1])} }}, ")
        else:
            rows.append(f"{{ DECLARED_MSR, {text} }}, ")
    return "(const struct declared_msr[]){ " + "".join(rows) + "{ DECLARED_NO_MSR, 0 } }"


def exists(condition):
    """C for the text of a predicate; what CPUID or another MSR says is not simulated, and not held against it.

    A field of which no source says when it exists exists on none: no handler may touch it."""
    def part(match):
        text = match.group(0)
        word = text.split(".")[0]
        if word in WORDS and "." in text:
            return f"(controls->{WORDS[word]} >> {int(text.split('.')[1])} & 1)"
        return "false" if text == "undocumented" else "true"
    c = condition.replace("|", "||").replace("&", "&&")
    return re.sub(r"msr 0x[0-9a-f]+ bit [0-9]+|cpuid [^|&()]+|[A-Za-z]+\.[0-9]+|always|undocumented", part, c)


def implied(causes):
    """The controls that are 1 when the exit happens, whichever of its causes it has, as a struct hv_controls."""
    sets = [set(re.findall(r"(?<![!.\w])(\w+)\.(\d+)", cause)) for cause in causes]
    masks = {}
    for word, bit in sorted(set.intersection(*sets)):
        masks[word] = masks.get(word, 0) | 1 << int(bit)
    return "{ " + "".join(f".{WORDS[word]} = {mask:#x}, " for word, mask in masks.items()) + "}"


def action(action):
    if action["what"] == "resume":
        return "HV_ACTION_RESUME"
    if action["what"] == "user":
        return f"HV_ACTION(HV_ACTION_USER, HVCORE_USER_{action['user']})"
    return f"HV_ACTION(HV_ACTION_{action['what'].upper()}, {action['reason']})"


def wrapper(native, number):
    name = c_name(native["name"])
    parameters = [f"{kind} p{i}" for i, kind in enumerate(native["parameters"])]
    parameters += [f"{kind} *r{i}" for i, kind in enumerate(native["results"])]
    declared = ", ".join(["struct hv_vcpu *vcpu"] + parameters)
    passed = ", ".join(["vcpu"] + [p.split()[-1].lstrip("*") for p in parameters])
    # A declaration that differs from runtime.h's does not compile.
    return [f"static_assert(__builtin_types_compatible_p(typeof({name}), void ({declared})));",
            f"void __real_{name}({declared});", f"void __wrap_{name}({declared});",
            f"void __wrap_{name}({declared})", "{", f"\tmachine_enter_native({number});",
            f"\t__real_{name}({passed});", "\tmachine_leave_native();", "}", ""]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        model = json.load(file)
    natives = {native["name"]: number for number, native in enumerate(model["natives"])}
    hypervisors = {hypervisor["name"]: hypervisor for hypervisor in model["hypervisors"]}
    causes = {reason["number"]: reason["causes"] for reason in model["exitReasons"]}
    failures = {reason["number"] for reason in model["exitReasons"] if reason["kind"] == "entryFailure"}
    lines = ["/* Made by fuzz/handlers/declared.py. */", '#include "declared.h"', '#include "runtime.h"',
             '#include "arch/vmcs_fields.h"', '#include "uapi/hvcore.h"', ""]
    for name in hypervisors:
        lines.append(f'#include "hypervisors/{name}.h"')
    lines.append("")
    for native, number in zip(model["natives"], range(len(natives))):
        lines += wrapper(native, number)
    emit = "struct hv_vcpu *vcpu, u16 kind, u64 a, u64 b, u64 c, u64 d"
    lines += [f"void __real_hv_emit({emit});", f"void __wrap_hv_emit({emit});", f"void __wrap_hv_emit({emit})", "{",
              "\tmachine_emit(kind);", "\t__real_hv_emit(vcpu, kind, a, b, c, d);", "\tmachine_leave_native();", "}", ""]
    for field in model["fields"]:
        lines += [f"static bool has_{field['symbol']}(const struct hv_controls *controls)", "{", "\t(void)controls;",
                  f"\treturn {exists(field['existsWhen'])};", "}", ""]
    lines.append("const struct declared_field declared_fields[] = {")
    for field in model["fields"]:
        lines.append(f"\t{{ {field['encoding']}, \"{field['symbol']}\", has_{field['symbol']} }},")
    lines += ["};", "const unsigned int declared_nr_fields = ARRAY_SIZE(declared_fields);", "",
              "const struct declared_native declared_natives[] = {"]
    for native in model["natives"]:
        flags = ", ".join(str(native[flag]).lower() for flag in
                          ("touchesRegisters", "readsMSRs", "writesMSRs", "touchesMemory"))
        lines.append(f"\t{{ \"{c_name(native['name'])}\", {fields(native['fieldsRead'])}, "
                     f"{fields(native['fieldsWritten'])}, {flags} }},")
    lines += ["};", "const unsigned int declared_nr_natives = ARRAY_SIZE(declared_natives);", "",
              "const struct declared_handler declared_handlers[] = {"]
    for handler in model["effects"]:
        hypervisor = hypervisors[handler["hypervisor"]]
        # The profile's table: by scope, then as declared.
        variables = sorted(hypervisor["state"], key=lambda state: SCOPES.index(state["scope"]))
        order = [state["name"] for state in variables]
        form = next(path["form"] for path in hypervisor["handlers"] if path["number"] == handler["number"])
        changed = handler["registersWritten"]
        mask = 0xffff if "any" in changed else sum(1 << REGISTERS.index(register) for register in changed)
        number = handler["number"]
        lines += [
            "\t{", f"\t\t.name = \"{handler['hypervisor']}: {handler['exit']}\",",
            f"\t\t.profile = &hv_profile_{handler['hypervisor']},",
            f"\t\t.reason = {number | (1 << 31 if number in failures else 0):#x},",
            f"\t\t.implied = {implied(causes[number])},",
            f"\t\t.cpuid = {str(handler['executesCPUID']).lower()},", f"\t\t.stub = {str(form == 'stub').lower()},",
            f"\t\t.registers = {mask:#x},", f"\t\t.fields_read = {fields(handler['fieldsRead'])},",
            f"\t\t.fields_written = {fields(handler['fieldsWritten'])},", f"\t\t.msrs_read = {msrs(handler['msrsRead'])},",
            f"\t\t.msrs_written = {msrs(handler['msrsWritten'])},",
            f"\t\t.state = {words(order.index(name) for name in handler['stateWritten'])},",
            f"\t\t.natives = {words(natives[name] for name in handler['natives'])},",
            f"\t\t.events = {words(handler['events'])},",
            f"\t\t.constants = (const u64[]){{ {', '.join(handler['constants'] or ['0'])} }},",
            f"\t\t.nr_constants = {len(handler['constants'])},",
            f"\t\t.actions = {words(action(end) for end in handler['actions'])},", "\t},"]
    lines += ["};", "const unsigned int declared_nr_handlers = ARRAY_SIZE(declared_handlers);"]
    with open(sys.argv[2], "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
    with open(sys.argv[3], "w", encoding="ascii") as file:
        for name in ["hv_emit"] + [c_name(native["name"]) for native in model["natives"]]:
            file.write(f"-Wl,--wrap={name}\n")


if __name__ == "__main__":
    main()
