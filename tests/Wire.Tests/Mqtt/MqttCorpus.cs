using System.Text;
using System.Text.RegularExpressions;
using Busbar.Tests;
using Busbar.Wire.Mqtt;

namespace Busbar.Wire.Tests.Mqtt;

/// <summary>The files of <c>Corpus/</c>: hand-made packets, right and wrong, which tests read and the fuzzer bends.</summary>
internal static partial class MqttCorpus
{
    /// <summary>Right packets and what they mean.</summary>
    public static IReadOnlyList<Line> Packets { get; } = Load("packets.txt");

    /// <summary>Wrong packets and their reason code and clause.</summary>
    public static IReadOnlyList<Line> Malformed { get; } = Load("malformed.txt");

    /// <summary>One packet.</summary>
    /// <param name="Text">The line, to be found again.</param>
    /// <param name="IsCanonical">We write it as it stands.</param>
    internal sealed record Line(string Text, MqttVersion Version, MqttRole Sender, byte[] Bytes, bool IsCanonical, string Meaning);

    /// <summary>The line of a file with this text.</summary>
    public static Line Find(IReadOnlyList<Line> lines, string text) => lines.First(l => l.Text == text);

    /// <summary>Hexadecimal, "text" with two bytes of length before it, 'text' without.</summary>
    public static byte[] Bytes(string notation)
    {
        var bytes = new List<byte>();
        foreach (Match token in Token().Matches(notation))
        {
            var text = token.Value;
            if (text[0] is not ('"' or '\''))
            {
                bytes.AddRange(Convert.FromHexString(text));
                continue;
            }

            var utf8 = Encoding.UTF8.GetBytes(text[1..^1]);
            if (text[0] == '"') bytes.AddRange([(byte)(utf8.Length >> 8), (byte)utf8.Length]);
            bytes.AddRange(utf8);
        }

        return [.. bytes];
    }

    private static Line[] Load(string file) => [.. File
        .ReadAllLines(Path.Combine(Repo.Root, "tests", "Wire.Tests", "Mqtt", "Corpus", file))
        .Where(l => l.Length > 0 && l[0] != '#')
        .Select(Parse)];

    private static Line Parse(string text)
    {
        var match = Form().Match(text);
        Assert.True(match.Success, $"This line is not 'version sender bytes => meaning': {text}");
        return new Line(
            text, Enum.Parse<MqttVersion>(match.Groups["version"].Value), Enum.Parse<MqttRole>(match.Groups["sender"].Value), Bytes(match.Groups["bytes"].Value),
            match.Groups["arrow"].Value == "=>", match.Groups["meaning"].Value);
    }

    [GeneratedRegex("""^(?<version>\S+) (?<sender>\S+) (?<bytes>.*?) (?<arrow>[=~]>) (?<meaning>.+)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();

    [GeneratedRegex("""
        "[^"]*"|'[^']*'|[0-9A-F]+
        """, RegexOptions.None, 1000)]
    private static partial Regex Token();
}
