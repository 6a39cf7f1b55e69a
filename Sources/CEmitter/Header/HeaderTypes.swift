// SPDX-License-Identifier: GPL-2.0-only

/// `vtx/types.h`: what all the headers use of the language.
enum HeaderTypes {
    static var text: String {
        CPrinter.header("types", includes: []) { printer in
            printer.lines(types)
            printer.lines(checks)
            printer.lines(bits)
        }
    }

    private static let types: [String] = [
        "#ifdef __KERNEL__", "#include <linux/types.h>",
        "typedef __u8 vtx_u8;", "typedef __u16 vtx_u16;", "typedef __u32 vtx_u32;", "typedef __u64 vtx_u64;",
        "#else", "#include <stdint.h>", "#ifndef __cplusplus", "#include <stdbool.h>", "#endif",
        "typedef uint8_t vtx_u8;", "typedef uint16_t vtx_u16;", "typedef uint32_t vtx_u32;",
        "typedef uint64_t vtx_u64;", "#endif", "",
        "#define VTX_ALIGNED(bytes)\t__attribute__((aligned(bytes)))",
    ]

    private static let checks: [String] = [
        "",
        "/*",
        " * VTX_POINTER is its argument when that points to exactly the type, VTX_VALUE",
        " * when it has exactly the type or is a constant that fits it. Anything else",
        " * does not compile.",
        " */",
        "#ifdef __cplusplus",
        "#define VTX_ASSERT(condition, text)\tstatic_assert(condition, text)", "",
        "template <typename One, typename Other> struct vtx_same {",
        "\tstatic constexpr bool value = false;", "};", "",
        "template <typename One> struct vtx_same<One, One> {",
        "\tstatic constexpr bool value = true;", "};", "",
        "template <typename Wanted, bool fits, typename Given>",
        "static inline Wanted vtx_value(Given value)", "{",
        "\tstatic_assert(fits || vtx_same<Wanted, Given>::value,",
        "\t\t      \"a value of another width than the field's\");",
        "\treturn static_cast<Wanted>(value);", "}", "",
        "#define VTX_POINTER(type, pointer)\t(pointer)",
        "#define VTX_VALUE(type, value)\t\t\t\t\t\t\\",
        "\tvtx_value<type, __builtin_constant_p(value) &&\t\t\t\\",
        "\t\t\t(static_cast<type>(value) == (value))>(value)",
        "#else",
        "#define VTX_ASSERT(condition, text)\t_Static_assert(condition, text)", "",
        "#define VTX_POINTER(type, pointer)\t_Generic((pointer), type *: (pointer))",
        "#define VTX_VALUE(type, value)\t\t\t\t\t\t\\",
        "\t((void)sizeof(struct {\t\t\t\t\t\t\\",
        "\t\tint vtx_unused;\t\t\t\t\t\t\\",
        "\t\t_Static_assert(_Generic((value), type: 1, default:\t\\",
        "\t\t\t__builtin_choose_expr(__builtin_constant_p(value), \\",
        "\t\t\t\t(type)(value) == (value), 0)),\t\t\\",
        "\t\t\t\"a value of another width than the field's\");\t\\",
        "\t}), (type)(value))",
        "#endif",
    ]

    private static let bits: [String] = [
        "",
        "/*",
        " * The bits VTX_<constant>_MASK of a word: vtx_get_<layout>_<name>() has their",
        " * value, vtx_set_<layout>_<name>() is the word with another. What does not fit",
        " * is cut off.",
        " */",
        "#define VTX_BITS(layout, name, constant, word_type, type)\t\t\\",
        "static inline type vtx_get_##layout##_##name(word_type word)\t\t\\",
        "{\t\t\t\t\t\t\t\t\t\\",
        "\treturn (type)((word & VTX_##constant##_MASK) >>\t\t\t\\",
        "\t\t      VTX_##constant##_SHIFT);\t\t\t\t\\",
        "}\t\t\t\t\t\t\t\t\t\\",
        "static inline word_type vtx_set_##layout##_##name(word_type word, type value) \\",
        "{\t\t\t\t\t\t\t\t\t\\",
        "\treturn (word_type)((word & ~(vtx_u64)VTX_##constant##_MASK) |\t\\",
        "\t\t(((vtx_u64)value << VTX_##constant##_SHIFT) &\t\t\\",
        "\t\t VTX_##constant##_MASK));\t\t\t\t\t\\",
        "}",
    ]
}
