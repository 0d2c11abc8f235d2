namespace Busbar.Wire.Mqtt.Packets;

/// <summary>Lists of records that are used again and again.</summary>
internal static class Reuse
{
    /// <summary>A list that one packet has made longer than this gives its memory back.</summary>
    private const int MaxKeptItems = 256;

    public static void Clear<T>(List<T> list)
    {
        list.Clear();
        if (list.Capacity > MaxKeptItems) list.Capacity = 0;
    }
}
