using Busbar.Tests;
using Busbar.Wire.Can.Modules;

namespace Busbar.Wire.Tests.Can.Modules;

/// <summary>The catalogue is closed: every code has words and a weight, every table uses each bit once.</summary>
public sealed class ModuleErrorTests
{
    [Fact]
    public void Every_error_has_words_of_its_own_and_a_severity()
    {
        var codes = Enum.GetValues<ModuleErrorCode>();
        Assert.InRange(codes.Length, 40, 64);
        Assert.Equal(codes.Length, codes.Select(ModuleErrors.Describe).Distinct(StringComparer.Ordinal).Count());
        Assert.All(codes, c => Assert.True(Enum.IsDefined(ModuleErrors.SeverityOf(c))));
        Assert.Throws<ArgumentOutOfRangeException>(() => ModuleErrors.Describe((ModuleErrorCode)63));
    }

    [Fact]
    public void A_table_uses_a_bit_once_and_never_the_one_that_says_off()
    {
        Check(UuGreen.StatusTable, UuGreen.NotRunningBit);
        Check(Infy.StatusTable, Infy.OffBit);
        Check(Winline.StatusTable, Winline.OffBit);

        static void Check(ReadOnlySpan<(byte Bit, ModuleErrorCode Code)> table, byte off)
        {
            var bits = table.ToArray().Select(t => t.Bit).ToArray();
            Assert.Equal(bits.Length, bits.Distinct().Count());
            Assert.DoesNotContain(off, bits);
            Assert.All(bits, b => Assert.InRange(b, 0, 31));
        }
    }

    [Fact]
    public void The_page_of_the_modules_has_the_catalogue_with_the_bits_of_every_family()
    {
        var page = File.ReadAllLines(Path.Combine(Repo.Root, "docs", "modules.md"));
        foreach (var code in Enum.GetValues<ModuleErrorCode>())
        {
            string[] cells = [$"{code}", ModuleErrors.SeverityOf(code).ToString().ToLowerInvariant(), ModuleErrors.Describe(code), Bits(UuGreen.StatusTable, code), Bits(Infy.StatusTable, code), Bits(Winline.StatusTable, code)];
            Assert.Contains($"| {string.Join(" | ", cells)} |", page);
        }

        static string Bits(ReadOnlySpan<(byte Bit, ModuleErrorCode Code)> table, ModuleErrorCode code)
        {
            var bits = string.Join(", ", table.ToArray().Where(t => t.Code == code).Select(t => $"{t.Bit}"));
            return bits.Length > 0 ? bits : "-";
        }
    }

    [Fact]
    public void A_set_holds_what_was_put_in_and_lists_it_in_order()
    {
        var set = default(ModuleErrorSet).With(ModuleErrorCode.Refused).With(ModuleErrorCode.FanFault).Union(default(ModuleErrorSet).With(ModuleErrorCode.Lost));
        Assert.Equal([ModuleErrorCode.FanFault, ModuleErrorCode.Lost, ModuleErrorCode.Refused], set.Codes());
        Assert.True(set.Has(ModuleErrorCode.Lost));
        Assert.False(set.Has(ModuleErrorCode.WalkIn));
        Assert.True(default(ModuleErrorSet).IsEmpty);
    }
}
