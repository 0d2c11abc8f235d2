using Busbar.Cloud.Store.Model;

namespace Busbar.Cloud.Store.Messages;

/// <summary>Where the message log is written. One thread only.</summary>
internal interface IMessageTable : IDisposable
{
    /// <summary>Writes exchanges, all or none of them.</summary>
    void Append(List<MessageRow> rows);

    /// <summary>Removes all exchanges of a station that have been written.</summary>
    void RemoveOfStation(string stationId);

    /// <summary>Why the log cannot be written now, in words; null when the fault lies in the exchanges.</summary>
    string? CauseOf(Exception error);
}
