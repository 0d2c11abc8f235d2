using System.Text;
using Busbar.Wire.Ocpp;

namespace Busbar.Wire.Tests.Ocpp;

public sealed class OcppNameTests
{
    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("äöü€")]
    public void An_id_keeps_its_text(string text)
    {
        Assert.True(MessageId.TryParse(text, out var id));
        Assert.Equal(text, id.ToString());
        Assert.Equal(Encoding.UTF8.GetBytes(text), id.Utf8);
        Assert.True(MessageId.TryParse(Encoding.UTF8.GetBytes(text), out var same));
        Assert.True(id == same && id.Equals((object)same) && id.GetHashCode() == same.GetHashCode());
        Assert.False(id != same);
    }

    [Fact]
    public void An_id_of_more_than_36_bytes_is_refused()
    {
        Assert.False(MessageId.TryParse(new string('x', 37), out _));
        Assert.False(MessageId.TryParse(new string('ä', 19), out _));
        Assert.False(MessageId.TryParse([0xFF], out _));
        Assert.False(MessageId.TryParse("\ud800", out _));
        Assert.False(MessageId.TryParse((string?)null, out _));
        Assert.Contains("at most 36 bytes", Assert.Throws<FormatException>(() => MessageId.Parse(new string('x', 37))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ids_are_keys()
    {
        var ids = Enumerable.Range(0, 1000).ToDictionary(i => MessageId.FromSequence((ulong)i), i => i);
        Assert.Equal(1000, ids.Count);
        Assert.Equal(617, ids[MessageId.Parse("617")]);
        Assert.False(ids.ContainsKey(MessageId.None));
        Assert.Equal("18446744073709551615", MessageId.FromSequence(ulong.MaxValue).ToString());
        Assert.Equal("-1", MessageId.None.ToString());
        Assert.Equal(default, MessageId.Parse(""));
        Assert.NotEqual(MessageId.Parse("1"), MessageId.Parse("10"));
        Assert.False(MessageId.Parse("1").Equals("1"));
    }

    [Fact]
    public void Sub_protocols_are_read_without_case()
    {
        foreach (var version in Enum.GetValues<OcppVersion>())
        {
            Assert.True(OcppVersions.TryParse(OcppVersions.SubProtocol(version).ToUpperInvariant(), out var same));
            Assert.Equal(version, same);
        }

        Assert.Equal(["ocpp1.6", "ocpp2.0.1", "ocpp2.1"], Enum.GetValues<OcppVersion>().Select(OcppVersions.SubProtocol));
        Assert.False(OcppVersions.TryParse("ocpp1.5", out _));
        Assert.False(OcppVersions.TryParse(null, out _));
    }

    [Fact]
    public void Error_codes_are_spelled_by_version_and_read_in_any_spelling()
    {
        foreach (var code in Enum.GetValues<OcppErrorCode>())
        {
            foreach (var version in Enum.GetValues<OcppVersion>())
            {
                var text = OcppErrorCodes.Spell(code, version);
                Assert.True(OcppErrorCodes.TryParse(Encoding.UTF8.GetBytes(text), out var same));
                if (version != OcppVersion.V16 || code is not (OcppErrorCode.MessageTypeNotSupported or OcppErrorCode.RpcFrameworkError)) Assert.Equal(code, same);
            }
        }

        // OCPP-J 1.6 §4.2.3, table 7: these ten and no other.
        string[] table7 =
        [
            "FormationViolation", "GenericError", "InternalError", "NotImplemented", "NotSupported", "OccurenceConstraintViolation",
            "PropertyConstraintViolation", "ProtocolError", "SecurityError", "TypeConstraintViolation",
        ];
        Assert.Equal(table7, Enum.GetValues<OcppErrorCode>().Select(c => OcppErrorCodes.Spell(c, OcppVersion.V16)).Distinct().Order());
        Assert.False(OcppErrorCodes.TryParse("Teapot", out var generic));
        Assert.Equal(OcppErrorCode.GenericError, generic);
    }

    [Fact]
    public void Actions_are_found_by_name()
    {
        foreach (var action in Ocpp16.Messages.Actions)
        {
            Assert.Same(action, Ocpp16.Messages.Find(action.Name));
            Assert.Same(action, Ocpp16.Messages.Find(action.NameUtf8));
            Assert.Equal(OcppVersion.V16, action.Version);
        }

        Assert.Null(Ocpp16.Messages.Find("TransactionEvent"));
        Assert.Null(Ocpp16.Messages.Find("BOOTNOTIFICATION"u8));
        Assert.Null(Ocpp16.Messages.Find(new byte[10_000]));
        Assert.Same(Ocpp16.Messages, OcppMessageSet.For(OcppVersion.V16));
        Assert.False(OcppMessageSet.TryFor(OcppVersion.V21, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => OcppMessageSet.For(OcppVersion.V201));
    }
}
