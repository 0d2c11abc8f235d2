namespace Busbar.Cloud.Store.Sql;

/// <summary>A hash of text that is the same in every process: FNV-1a, 32 bit, over UTF-16.</summary>
internal static class StableHash
{
    public static uint Of(string text)
    {
        var hash = 2_166_136_261u;
        foreach (var c in text) hash = (hash ^ c) * 16_777_619u;
        return hash;
    }
}
