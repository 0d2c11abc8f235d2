using System.CommandLine;
using System.Text;
using Busbar.Links.Mqtt.Broker.Access;

namespace Busbar.Hub.Commands;

/// <summary><c>busbar mqtt hash-password</c>: reads a password and prints what stands for it in <c>Mqtt:Access:Users:N:PasswordHash</c>.</summary>
internal static class HashPasswordCommand
{
    public static Command Create()
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = $"Rounds of PBKDF2-SHA256, {MqttPassword.MinRounds} to {MqttPassword.MaxRounds}; {MqttPassword.MinRounds} suffice for a random key of a machine.",
            DefaultValueFactory = _ => MqttPassword.DefaultRounds,
        };
        var command = new Command("hash-password", "Read a password, from the keyboard or the first line of standard input, and print its hash for Mqtt:Access:Users.") { rounds };
        command.SetAction(async (result, ct) =>
        {
            var password = Console.IsInputRedirected ? await Console.In.ReadLineAsync(ct) : await AskAsync();
            if (string.IsNullOrEmpty(password)) throw new InvalidOperationException("the password is empty; give one on the keyboard or as the first line of standard input.");
            await result.InvocationConfiguration.Output.WriteLineAsync(MqttPassword.Hash(Encoding.UTF8.GetBytes(password), result.GetValue(rounds)));
            return 0;
        });
        return command;
    }

    /// <summary>Twice without echo, so that a slip does not become a password that nobody knows.</summary>
    private static async Task<string> AskAsync()
    {
        var first = await HiddenAsync("Password: ");
        return first == await HiddenAsync("Once more: ") ? first : throw new InvalidOperationException("the two passwords differ; nothing was hashed.");
    }

    private static async Task<string> HiddenAsync(string prompt)
    {
        await Console.Error.WriteAsync(prompt);
        var typed = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }

        await Console.Error.WriteLineAsync();
        return typed.ToString();
    }
}
