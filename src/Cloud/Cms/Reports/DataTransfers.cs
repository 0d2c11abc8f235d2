using System.Collections.Frozen;
using Busbar.Cloud.Bus;
using Busbar.Cloud.Cms.Stations;
using Busbar.Wire.Ocpp.V16;
using Microsoft.Extensions.Logging;

namespace Busbar.Cloud.Cms.Reports;

/// <summary>DataTransfer from stations (OCPP 1.6, 4.3), by a table of vendors.</summary>
internal sealed class DataTransfers(IEnumerable<IDataTransferHandler> handlers, ILogger<DataTransfers> log)
{
    private readonly FrozenDictionary<string, IDataTransferHandler> _byVendor =
        handlers.ToFrozenDictionary(h => h.VendorId, StringComparer.OrdinalIgnoreCase);

    public async ValueTask<CallAnswer> AnswerAsync(Station station, StationCall call, CancellationToken ct)
    {
        var request = (DataTransferRequest)call.Request;
        if (!_byVendor.TryGetValue(request.VendorId, out var handler))
            return CallAnswer.Of(new DataTransferResponse { Status = DataTransferStatus.UnknownVendorId });
        try
        {
            return CallAnswer.Of(await handler.AnswerAsync(station.Id, request, ct));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A plug-in of somebody else: its bugs are the vendor's matter, not the station's.
            log.DataTransferFailed(e, request.VendorId, station.Id);
            return CallAnswer.Of(new DataTransferResponse { Status = DataTransferStatus.Rejected });
        }
    }
}
