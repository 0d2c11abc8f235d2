using System.Text;
using Busbar.Wire.Can;

namespace Busbar.Wire.Tests.Can;

public sealed class SlcanTextTests
{
    [Theory]
    [InlineData("123#", "t1230\r")]
    [InlineData("7FF#0102030405060708", "t7FF80102030405060708\r")]
    [InlineData("02204000#1262000000000000", "T0220400081262000000000000\r")]
    [InlineData("123#R4", "r1234\r")]
    [InlineData("1FFFFFFF#R0", "R1FFFFFFF0\r")]
    public void A_frame_has_its_line(string frame, string line)
    {
        Span<byte> text = stackalloc byte[SlcanText.MaxLine + 1];
        var length = SlcanText.Write(text, CanFrame.Parse(frame));
        Assert.Equal(line, Encoding.ASCII.GetString(text[..length]));
        Assert.True(SlcanText.TryRead(text[..(length - 1)], out var back, out var fault), fault?.Text);
        Assert.Equal(CanFrame.Parse(frame), back);
    }

    [Theory]
    [InlineData("", CanFaultKind.WrongShape)]
    [InlineData("x1230", CanFaultKind.WrongShape)]
    [InlineData("t12", CanFaultKind.Truncated)]
    [InlineData("T0220400", CanFaultKind.Truncated)]
    [InlineData("tXYZ0", CanFaultKind.WrongShape)]
    [InlineData("t1239", CanFaultKind.OutOfRange)]
    [InlineData("t123F", CanFaultKind.OutOfRange)]
    [InlineData("t8000", CanFaultKind.OutOfRange)]
    [InlineData("TFFFFFFFF0", CanFaultKind.OutOfRange)]
    [InlineData("t1232AA", CanFaultKind.Truncated)]
    [InlineData("t1231AABB", CanFaultKind.LengthMismatch)]
    [InlineData("t1231GG", CanFaultKind.WrongShape)]
    [InlineData("r1234AABB00", CanFaultKind.LengthMismatch)]
    public void A_line_that_is_no_frame_is_refused_with_its_kind(string line, CanFaultKind kind)
    {
        Assert.False(SlcanText.TryRead(Encoding.ASCII.GetBytes(line), out _, out var fault));
        Assert.Equal(kind, fault!.Kind);
    }

    [Fact]
    public void Any_bytes_are_cut_into_words_and_a_good_line_after_them_is_found()
    {
        var random = new Random(4711);
        var reader = new SlcanReader();
        var good = Encoding.ASCII.GetBytes("T0220639D813620000000925B2\r");
        for (var round = 0; round < 5000; round++)
        {
            var noise = new byte[random.Next(60)];
            random.NextBytes(noise);
            if (round % 2 == 0)
                for (var i = 0; i < noise.Length; i++) noise[i] = (byte)"0123456789ABCDEFtTrR\r\n\aFz"[noise[i] % 25];
            foreach (var value in noise) reader.Push(value, out _);
            SlcanWord? last = null;
            foreach (var value in good)
                if (reader.Push(value, out var word)) last = word;
            Assert.Equal(new SlcanWord(SlcanWordKind.Frame, CanFrame.Parse("0220639D#13620000000925B2")), last);
        }
    }

    [Theory]
    [InlineData("\r", SlcanWordKind.Done)]
    [InlineData("z\r", SlcanWordKind.Done)]
    [InlineData("Z\r", SlcanWordKind.Done)]
    [InlineData("\a", SlcanWordKind.Refused)]
    [InlineData("F20\r", SlcanWordKind.Answer)]
    [InlineData("V1013\r", SlcanWordKind.Answer)]
    [InlineData("1013\r", SlcanWordKind.Malformed)]
    [InlineData("t1231AA\a", SlcanWordKind.Malformed)]
    public void Every_word_of_an_adapter_is_known(string text, SlcanWordKind kind)
    {
        var reader = new SlcanReader();
        var words = new List<SlcanWord>();
        foreach (var value in Encoding.ASCII.GetBytes(text))
            if (reader.Push(value, out var word)) words.Add(word);
        Assert.Equal(kind, Assert.Single(words).Kind);
    }
}
