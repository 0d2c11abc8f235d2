using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Busbar.Wire.Ocpp;

namespace Busbar.Wire.Tests.Ocpp;

/// <summary>The reader takes for JSON exactly what RFC 8259 says, with the framework's parser as the other opinion.</summary>
public sealed class OcppJsonGrammarTests
{
    private static readonly JsonDocumentOptions Strictest = new() { MaxDepth = OcppLimits.MaxDepth - 1 };

    public static TheoryData<string> Odd =>
    [
        "", " ", "\t\r\n ", "null", "true", "false", "nul", "nulll", "True", "tru", "truefalse", "0", "-0", "-", "+1", "01", "-01", "00", "1.", ".1", "1.0", "1.e1",
        "1e", "1e+", "1e+5", "1E-05", "1e5.5", "0e0", "0x1", "NaN", "Infinity", "-Infinity", "1_000", "1 2", "\"", "\"\"", "\"a", "\"\\\"", "\"\\\\\"", "\"\\/\"", "\"\\b\\f\\n\\r\\t\"",
        "\"\\a\"", "\"\\u\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u00e9\"", "\"\\uD83D\\uDE00\"", "\"\\U0041\"", "\"\t\"", "\"\n\"", "\"\u0001\"", "\"\u007f\"", "'a'", "a", "[", "]", "[]", "[ ]", "[,]",
        "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1", "[1,", "[1]]", "[[]", "[}", "{", "}", "{}", "{ }", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,\"a\":1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}",
        "{a:1}", "{1:1}", "{null:1}", "{\"a\":1]", "{\"a\"::1}", "{\"a\":1}{", "{\"\":0}", "[1]//", "/*x*/1", "#", "\u00a0[]", "\ufeff[]", "[\u2028]", "[\"\u2028\"]", "\0", "[1\0]", "\v1", "\f1",
        "[true,false,null]", "{\"a\":{\"b\":[{\"c\":-1.5e-7}]}}", "[\"a\",]", "[\"a\" , \"b\" ]", "[1.0E+2,-0.0]", "\"\\ud83d\"", "{\"\\u0061\":1}",
    ];

    [Theory]
    [MemberData(nameof(Odd))]
    public void An_odd_text_is_judged_as_the_framework_judges_it(string text) => Compare(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData(OcppLimits.MaxDepth - 1, true)]
    [InlineData(OcppLimits.MaxDepth, false)]
    [InlineData(100_000, false)]
    public void Nesting_ends_at_the_limit(int depth, bool good)
    {
        foreach (var (open, close) in ((string, string)[])[("[", "]"), ("{\"a\":", "}")])
        {
            var text = string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
            Assert.Equal(good, IsJson(Encoding.UTF8.GetBytes(text), out var fault));
            if (!good) Assert.Equal((OcppErrorCode.FormatViolation, "x"), (fault!.Code, fault.Path));
        }
    }

    [Fact]
    public void A_hundred_thousand_bent_texts_are_judged_as_the_framework_judges_them()
    {
        var random = new Random(8259);
        var pieces = "{}[]:,\"\\/ \tntfu01eE.+-a\u0001é\n"u8.ToArray();
        byte[][] seeds =
        [
            "{\"a\":[1,-2.5e3,true,false,null,\"x\\u00e9\\n\",{\"b\":{}}],\"c\":\"\"}"u8.ToArray(),
            "[[],{},\"\\ud83d\\ude00\",0,-0.0,1E+9]"u8.ToArray(),
            "\"plain\""u8.ToArray(),
            "-12.5e-3"u8.ToArray(),
        ];
        for (var i = 0; i < 100_000; i++)
        {
            var text = new List<byte>(seeds[random.Next(seeds.Length)]);
            for (var bends = random.Next(1, 4); bends > 0; bends--)
            {
                var at = random.Next(text.Count + 1);
                switch (random.Next(3))
                {
                    case 0: text.Insert(at, pieces[random.Next(pieces.Length)]); break;
                    case 1 when at < text.Count: text[at] = pieces[random.Next(pieces.Length)]; break;
                    case 2 when at < text.Count: text.RemoveAt(at); break;
                }
            }

            Compare([.. text]);
        }
    }

    private static void Compare(byte[] json)
    {
        var expected = Utf8.IsValid(json);
        try
        {
            JsonDocument.Parse(json, Strictest).Dispose();
        }
        catch (JsonException)
        {
            expected = false;
        }

        Assert.True(IsJson(json, out var fault) == expected, $"{Encoding.UTF8.GetString(json)}: the framework says {expected}, we say {fault?.Text ?? "good"}");
    }

    /// <summary>The value of an unknown property is read over, and nothing but its being JSON is asked.</summary>
    private static bool IsJson(byte[] value, out OcppFault? fault) =>
        OcppJson.ReadRequestPayload(Ocpp16.Heartbeat, [.. "{\"x\":"u8, .. value, .. "}"u8], Leniency.ExtraProperties, out fault) is not null;
}
