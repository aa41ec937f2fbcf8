# Starts a FastMCP server as a process and calls one of its tools, through FastMCP's own client, unmodified.
#
#     python3 call.py <server> <tool> <arguments>
#
# The server is a Python file; the arguments are a JSON object. Prints the names of all tools, and the result.
import asyncio
import json
import sys

from fastmcp import Client


async def main(server, tool, arguments):
    async with Client(server) as client:
        tools = [known.name for known in await client.list_tools()]
        result = await client.call_tool(tool, json.loads(arguments))
        print(json.dumps({"tools": tools, "result": result.structured_content}))


asyncio.run(main(*sys.argv[1:]))
