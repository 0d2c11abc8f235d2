using System.Xml.Linq;
using Busbar.Cloud.Store;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Busbar.Cloud.Api;

/// <summary>Keys of logins in the database that all API processes share. Thread safe.</summary>
internal sealed class StoredKeys(ILoginKeys keys) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.Read().Select(static xml => XElement.Parse(xml))];

    public void StoreElement(XElement element, string friendlyName) => keys.Add(friendlyName, element.ToString(SaveOptions.DisableFormatting));
}
